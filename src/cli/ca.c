/* `lianfang ca`: an authority of the county's own and a certificate for its server, because phones
 * on a local network open the camera, and pages without a network, only over HTTPS they trust.
 *
 * The authority can vouch for nothing but private addresses and the names given when it was made
 * (RFC 5280, 4.2.1.10): whoever steals its key cannot pretend to be a bank on the staff's phones.
 */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <ifaddrs.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cli_int.h"

#define CA_DAYS 3650
#define SERVER_DAYS                                                                                \
    397 /* Apple and browsers refuse a server's certificate of more than 398 days                  \
         */
#define PEM_MAX (1 << 16)
#define SERIAL_LEN                                                                                 \
    19 /* of at most 20 (RFC 5280, 4.1.2.2), so that the first bit may be anything                 \
        */
#define NAMES_MAX 32

struct pair {
    gnutls_x509_crt_t crt;
    gnutls_x509_privkey_t key;
};
struct ca {
    const char *folder;
    const char *names[NAMES_MAX];
    int names_n;
    int64_t now_s;
};

static enum outcome refused(int code, const char *what, struct err *e)
{
    return err_set(e, FAULT, NULL, "certificate", "%s: %s", "%s：%s", what, gnutls_strerror(code));
}

static const char *in_folder(const struct ca *ca, const char *name, char out[1024])
{
    snprintf(out, 1024, "%s/%s", ca->folder, name);
    return out;
}

static enum outcome write_pem(const struct ca *ca, const char *name, struct pair *p, bool is_key,
                              struct err *e)
{
    char path[1024];
    char *pem = malloc(PEM_MAX);
    size_t len = PEM_MAX;
    if (!pem)
        abort();
    int code = is_key ? gnutls_x509_privkey_export_pkcs8(p->key, GNUTLS_X509_FMT_PEM, NULL,
                                                         GNUTLS_PKCS_PLAIN, pem, &len)
                      : gnutls_x509_crt_export(p->crt, GNUTLS_X509_FMT_PEM, pem, &len);
    enum outcome o = code
                         ? refused(code, name, e)
                         : file_write(in_folder(ca, name, path), pem, len, is_key ? 0600 : 0644, e);
    memset(pem, 0, PEM_MAX);
    free(pem);
    return o;
}

static const struct range {
    const char *address;
    int bits;
} ranges[] = {{"10.0.0.0", 8},
              {"172.16.0.0", 12},
              {"192.168.0.0", 16},
              {"127.0.0.0", 8},
              {"169.254.0.0", 16}};
#define RANGES (sizeof ranges / sizeof *ranges)

static uint32_t mask_of(const struct range *r)
{
    return htonl(0xffffffffu << (32 - r->bits));
}

static bool is_private(uint32_t address)
{
    for (size_t i = 0; i < RANGES; i++) {
        uint32_t base;
        inet_pton(AF_INET, ranges[i].address, &base);
        if ((address & mask_of(&ranges[i])) == base)
            return true;
    }
    return false;
}

static int permit_address(gnutls_x509_name_constraints_t list, const char *address, uint32_t mask)
{
    unsigned char block[8];
    inet_pton(AF_INET, address, block);
    memcpy(block + 4, &mask, 4);
    gnutls_datum_t datum = {block, sizeof block};
    return gnutls_x509_name_constraints_add_permitted(list, GNUTLS_SAN_IPADDRESS, &datum);
}

static int private_only(gnutls_x509_name_constraints_t list, const struct ca *ca)
{
    static const char *const local[] = {"local", "lan", "internal", "localhost"};
    int code = 0;
    for (size_t i = 0; !code && i < RANGES; i++)
        code = permit_address(list, ranges[i].address, mask_of(&ranges[i]));
    for (size_t i = 0; !code && i < sizeof local / sizeof *local; i++) {
        gnutls_datum_t datum = {(unsigned char *)local[i], (unsigned)strlen(local[i])};
        code = gnutls_x509_name_constraints_add_permitted(list, GNUTLS_SAN_DNSNAME, &datum);
    }
    for (int i = 0; !code && i < ca->names_n; i++) {
        unsigned char any[16];
        if (inet_pton(AF_INET6, ca->names[i], any) == 1)
            continue;
        if (inet_pton(AF_INET, ca->names[i], any) == 1) {
            code = permit_address(list, ca->names[i], 0xffffffffu);
            continue;
        }
        gnutls_datum_t datum = {(unsigned char *)ca->names[i], (unsigned)strlen(ca->names[i])};
        code = gnutls_x509_name_constraints_add_permitted(list, GNUTLS_SAN_DNSNAME, &datum);
    }
    return code;
}

/* What both certificates have: a fresh key on P-256, a serial number, a name, a term. */
static int begin(struct pair *p, const struct ca *ca, const char *name, int days)
{
    unsigned char serial[SERIAL_LEN];
    rng_secret(serial, sizeof serial);
    serial[0] &= 0x7f;
    serial[0] |= 1;
    int code = gnutls_x509_crt_init(&p->crt);
    if (!code)
        code = gnutls_x509_privkey_init(&p->key);
    if (!code)
        code = gnutls_x509_privkey_generate(p->key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    if (!code)
        code = gnutls_x509_crt_set_version(p->crt, 3);
    if (!code)
        code = gnutls_x509_crt_set_serial(p->crt, serial, sizeof serial);
    if (!code)
        code = gnutls_x509_crt_set_dn_by_oid(p->crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                             (unsigned)strlen(name));
    if (!code)
        code = gnutls_x509_crt_set_key(p->crt, p->key);
    /* An hour back: phones' clocks are not the server's. */
    if (!code)
        code = gnutls_x509_crt_set_activation_time(p->crt, (time_t)(ca->now_s - 3600));
    if (!code)
        code = gnutls_x509_crt_set_expiration_time(p->crt,
                                                   (time_t)(ca->now_s + (int64_t)days * 86400));
    return code;
}

static int key_id(gnutls_x509_crt_t crt, unsigned char id[20], size_t *len)
{
    *len = 20;
    return gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA1, id, len);
}

static enum outcome make_authority(struct pair *p, const struct ca *ca, struct err *e)
{
    gnutls_x509_name_constraints_t list;
    unsigned char id[20];
    char name[80], day[16];
    size_t len;
    time_t now = (time_t)ca->now_s;
    struct tm tm;
    strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&now, &tm));
    snprintf(name, sizeof name, "Lianfang local CA %s", day);
    int code = begin(p, ca, name, CA_DAYS);
    if (!code)
        code = gnutls_x509_crt_set_basic_constraints(p->crt, 1, 0);
    if (!code)
        code =
            gnutls_x509_crt_set_key_usage(p->crt, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
    if (!code && !(code = key_id(p->crt, id, &len)))
        code = gnutls_x509_crt_set_subject_key_id(p->crt, id, len);
    if (!code && !(code = gnutls_x509_name_constraints_init(&list))) {
        code = private_only(list, ca);
        if (!code)
            code = gnutls_x509_crt_set_name_constraints(p->crt, list, 0);
        gnutls_x509_name_constraints_deinit(list);
    }
    if (!code)
        code = gnutls_x509_crt_sign2(p->crt, p->crt, p->key, GNUTLS_DIG_SHA256, 0);
    if (code)
        return refused(code, "ca.crt", e);
    enum outcome o = write_pem(ca, "ca.key", p, true, e);
    return o ? o : write_pem(ca, "ca.crt", p, false, e);
}

static int add_name(gnutls_x509_crt_t crt, const char *name)
{
    unsigned char address[16];
    if (inet_pton(AF_INET, name, address) == 1)
        return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, 4,
                                                    GNUTLS_FSAN_APPEND);
    if (inet_pton(AF_INET6, name, address) == 1)
        return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, address, 16,
                                                    GNUTLS_FSAN_APPEND);
    return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, name,
                                                (unsigned)strlen(name), GNUTLS_FSAN_APPEND);
}

/* Within the authority's term and names? One that knows no limits may vouch for all. */
static bool may_vouch(gnutls_x509_crt_t by, gnutls_x509_crt_t crt, int64_t now_s)
{
    gnutls_x509_name_constraints_t list;
    unsigned is_critical;
    if (gnutls_x509_crt_get_expiration_time(by) <= (time_t)now_s)
        return false;
    if (gnutls_x509_name_constraints_init(&list))
        return false;
    int code = gnutls_x509_crt_get_name_constraints(by, list, 0, &is_critical);
    bool may = code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
               (!code && gnutls_x509_name_constraints_check_crt(list, GNUTLS_SAN_DNSNAME, crt) &&
                gnutls_x509_name_constraints_check_crt(list, GNUTLS_SAN_IPADDRESS, crt));
    gnutls_x509_name_constraints_deinit(list);
    return may;
}

static enum outcome make_server(struct pair *by, const struct ca *ca, struct err *e)
{
    struct pair p = {0};
    unsigned char id[20];
    size_t len;
    int code = begin(&p, ca, ca->names[0], SERVER_DAYS);
    if (!code)
        code = gnutls_x509_crt_set_basic_constraints(p.crt, 0, -1);
    if (!code)
        code = gnutls_x509_crt_set_key_usage(p.crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
    if (!code)
        code = gnutls_x509_crt_set_key_purpose_oid(p.crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
    if (!code && !(code = key_id(by->crt, id, &len)))
        code = gnutls_x509_crt_set_authority_key_id(p.crt, id, len);
    for (int i = 0; !code && i < ca->names_n; i++)
        code = add_name(p.crt, ca->names[i]);
    if (!code)
        code = gnutls_x509_crt_sign2(p.crt, by->crt, by->key, GNUTLS_DIG_SHA256, 0);
    enum outcome o = code ? refused(code, "server.crt", e) : OK;
    if (!o && !may_vouch(by->crt, p.crt, ca->now_s))
        o = err_set(e, REFUSED, NULL, "authority",
                    "the authority in %s was not made for all of these names, or has ended: move "
                    "ca.crt and ca.key away and begin again",
                    "%s 中的根证书不适用于这些名称或已到期：请移走 ca.crt 和 ca.key 后重来",
                    ca->folder);
    if (!o)
        o = write_pem(ca, "server.key", &p, true, e);
    if (!o)
        o = write_pem(ca, "server.crt", &p, false, e);
    if (p.crt)
        gnutls_x509_crt_deinit(p.crt);
    if (p.key)
        gnutls_x509_privkey_deinit(p.key);
    return o;
}

static enum outcome read_authority(struct pair *p, const struct ca *ca, struct err *e)
{
    char path[1024], *crt = NULL, *key = NULL;
    size_t crt_len, key_len;
    enum outcome o = file_read(&crt, &crt_len, in_folder(ca, "ca.crt", path), PEM_MAX, e);
    if (!o)
        o = file_read(&key, &key_len, in_folder(ca, "ca.key", path), PEM_MAX, e);
    if (!o) {
        gnutls_datum_t c = {(unsigned char *)crt, (unsigned)crt_len};
        gnutls_datum_t k = {(unsigned char *)key, (unsigned)key_len};
        int code = gnutls_x509_crt_init(&p->crt);
        if (!code)
            code = gnutls_x509_privkey_init(&p->key);
        if (!code)
            code = gnutls_x509_crt_import(p->crt, &c, GNUTLS_X509_FMT_PEM);
        if (!code)
            code = gnutls_x509_privkey_import(p->key, &k, GNUTLS_X509_FMT_PEM);
        if (code)
            o = refused(code, "ca.crt, ca.key", e);
    }
    free(crt);
    free(key);
    return o;
}

/* The names of the certificate: those given, this machine's, and its private addresses. */
static void collect(struct ca *ca, const struct cli *cli, struct arena *a)
{
    char host[128] = "";
    struct ifaddrs *list = NULL;
    for (int i = 0; i < cli->rest_n && ca->names_n < NAMES_MAX; i++)
        ca->names[ca->names_n++] = cli->rest[i];
    if (gethostname(host, sizeof host - 1) == 0 && *host && ca->names_n < NAMES_MAX - 2)
        ca->names[ca->names_n++] = arena_printf(a, "%s.local", host);
    ca->names[ca->names_n++] = "localhost";
    if (getifaddrs(&list) == 0) {
        for (struct ifaddrs *i = list; i && ca->names_n < NAMES_MAX; i = i->ifa_next) {
            char text[INET_ADDRSTRLEN];
            if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET)
                continue;
            struct in_addr *address = &((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr;
            if (!is_private(address->s_addr))
                continue; /* a public address has certificates of another kind; or name it */
            inet_ntop(AF_INET, address, text, sizeof text);
            ca->names[ca->names_n++] = arena_text(a, text, strlen(text));
        }
        freeifaddrs(list);
    }
}

static void tell(struct cli *cli, const struct ca *ca, struct pair *p)
{
    unsigned char print[32];
    size_t len = sizeof print;
    char text[32 * 3 + 1] = "", names[1024] = "";
    gnutls_x509_crt_get_fingerprint(p->crt, GNUTLS_DIG_SHA256, print, &len);
    for (size_t i = 0; i < len; i++)
        snprintf(text + i * 3, 4, "%02X%s", print[i], i + 1 < len ? ":" : "");
    for (int i = 0; i < ca->names_n; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "",
                 ca->names[i]);
    cli_say(
        cli,
        "%s/ca.crt is the county's authority, %s/server.crt a certificate for\n  %s\n"
        "Fingerprint of the authority (SHA-256), to be compared on each phone:\n  %s\n\n"
        "Serve:    lianfang serve … --listen 0.0.0.0:8443 --tls %s/server.crt %s/server.key\n"
        "Android:  copy ca.crt to the phone; Settings, Security, Encryption and credentials,\n"
        "          Install a certificate, CA certificate.\n"
        "iOS:      send ca.crt by AirDrop or mail, install the profile; then Settings, General,\n"
        "          About, Certificate Trust Settings, switch it on.\n"
        "Windows:  certutil -user -addstore Root ca.crt\n"
        "Then open https://NAME:8443/field/ on the phone. Keep ca.key off this machine when it is\n"
        "not needed; run the same command again within 397 days to renew the server's.",
        "%s/ca.crt 是本县的根证书，%s/server.crt 是服务器证书，适用于\n  %s\n"
        "根证书指纹（SHA-256），请在每部手机上核对：\n  %s\n\n"
        "启动：    lianfang serve … --listen 0.0.0.0:8443 --tls %s/server.crt %s/server.key\n"
        "安卓：    把 ca.crt 拷到手机；设置—安全—加密与凭据—安装证书—CA证书。\n"
        "苹果：    用隔空投送或邮件发送 ca.crt，安装描述文件；再到 设置—通用—关于本机—\n"
        "          证书信任设置 中打开。\n"
        "Windows： certutil -user -addstore Root ca.crt\n"
        "然后在手机上打开 https://名称:8443/field/ 。不用时把 ca.key 移出本机；\n"
        "397天内再运行一次本命令即可更新服务器证书。",
        ca->folder, ca->folder, names, text, ca->folder, ca->folder);
}

enum outcome ca_command(struct cli *cli, struct err *e)
{
    struct pair authority = {0};
    struct clock clock = clock_system();
    struct ca ca = {.folder = cli_option(cli, "o"), .now_s = clock_now_ms(&clock) / 1000};
    struct arena a;
    char path[1024];
    if (!ca.folder || !*ca.folder)
        ca.folder = "tls";
    if (strlen(ca.folder) > 900)
        return cli_usage(e, "the folder's name is too long", "文件夹名过长");
    if (mkdir(ca.folder, 0700) && access(ca.folder, W_OK))
        return err_set(e, REFUSED, NULL, "folder", "cannot write into %s", "无法写入 %s",
                       ca.folder);
    arena_init(&a, 1 << 16);
    collect(&ca, cli, &a);
    enum outcome o = access(in_folder(&ca, "ca.crt", path), F_OK)
                         ? make_authority(&authority, &ca, e)
                         : read_authority(&authority, &ca, e);
    if (!o)
        o = make_server(&authority, &ca, e);
    if (!o)
        tell(cli, &ca, &authority);
    if (authority.crt)
        gnutls_x509_crt_deinit(authority.crt);
    if (authority.key)
        gnutls_x509_privkey_deinit(authority.key);
    arena_fini(&a);
    return o;
}
