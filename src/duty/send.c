/* One attempt to deliver: an e-mail by SMTP, or a signed POST. Knows neither store nor queue. */
#include "duty/outbox.h"

#include <curl/curl.h>
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/utils.h>

#include "base/text.h"
#include "value/time.h"

int64_t outbox_pause(int64_t tries)
{
    int64_t pause = 30;
    for (int64_t i = 1; i < tries && pause < 3600; i++)
        pause *= 2;
    return pause < 3600 ? pause : 3600;
}

struct upload {
    const char *text;
    size_t len, at;
};

static size_t read_upload(char *to, size_t size, size_t n, void *arg)
{
    struct upload *u = arg;
    size_t len = u->len - u->at < size * n ? u->len - u->at : size * n;
    memcpy(to, u->text + u->at, len);
    u->at += len;
    return len;
}

static size_t drop_answer(char *data, size_t size, size_t n, void *arg)
{
    (void)data, (void)arg;
    return size * n;
}

static struct label label_of(const struct delivery *d, const struct plan *plan)
{
    const struct duty *duty = plan_duty(plan, d->rule);
    return duty ? duty->label : (struct label){d->rule, d->rule};
}

/* Base64 in lines, for the subject and the text: nothing of it is read as a header. */
static void put_base64(struct buf *b, const char *text, size_t width)
{
    size_t len = strlen(text);
    char *out = malloc(sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL));
    if (!out)
        abort();
    sodium_bin2base64(out, sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL),
                      (const unsigned char *)text, len, sodium_base64_VARIANT_ORIGINAL);
    for (size_t at = 0, all = strlen(out); at < all; at += width)
        buf_printf(b, "%s%.*s", at ? "\r\n" : "", (int)(all - at < width ? all - at : width),
                   out + at);
    free(out);
}

static void put_mail(struct buf *b, const struct delivery *d, const struct relay *relay,
                     const struct plan *plan)
{
    struct label label = label_of(d, plan);
    char subject[200], text[1500], at[40];
    at[datetime_print(d->at, plan->calendar.offset_s, at)] = 0;
    snprintf(subject, sizeof subject, "[联防] %s %lld项逾期 %s", d->place_name, (long long)d->n,
             label.zh);
    snprintf(text, sizeof text,
             "%s：%s有%lld项“%s”逾期未办（第%lld级提醒，%s）。请登录后受理。\r\n\r\n"
             "%s: %lld of \"%s\" are late at %s (step %lld, %s). Sign in and take it up.\r\n",
             d->person, d->place_name, (long long)d->n, label.zh, (long long)d->step, at,
             d->person, (long long)d->n, label.en, d->place_name, (long long)d->step, at);
    buf_printf(b, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <alarm-%lld-%lld@lianfang>\r\nSubject: ",
               relay->from, d->address, (long long)d->alarm, (long long)d->id);
    buf_text(b, "=?UTF-8?B?");
    put_base64(b, subject, 10000);
    buf_text(b, "?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                "Content-Transfer-Encoding: base64\r\n\r\n");
    put_base64(b, text, 76);
    buf_text(b, "\r\n");
}

static bool send_mail(CURL *curl, const struct delivery *d, const struct relay *relay,
                      const struct plan *plan, char answer[200])
{
    struct buf b;
    struct curl_slist *to = NULL;
    char from[220], address[220];
    if (!*relay->url) {
        snprintf(answer, 200, "no relay is set");
        return false;
    }
    buf_init(&b, 1 << 16);
    put_mail(&b, d, relay, plan);
    struct upload u = {b.data, b.len, 0};
    snprintf(from, sizeof from, "<%s>", relay->from);
    snprintf(address, sizeof address, "<%s>", d->address);
    to = curl_slist_append(to, address);
    curl_easy_setopt(curl, CURLOPT_URL, relay->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    if (*relay->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, relay->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, relay->password);
    }
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_upload);
    curl_easy_setopt(curl, CURLOPT_READDATA, &u);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    CURLcode code = curl_easy_perform(curl);
    snprintf(answer, 200, "%s", code ? curl_easy_strerror(code) : "taken by the relay");
    curl_slist_free_all(to);
    buf_fini(&b);
    return code == CURLE_OK;
}

static void put_hook(struct buf *b, const struct delivery *d, const struct plan *plan)
{
    struct label label = label_of(d, plan);
    char at[40];
    put_object(b);
    put_key(b, "delivery"), put_id(b, d->id);
    put_key(b, "alarm"), put_id(b, d->alarm);
    put_key(b, "at"), put_text(b, at, datetime_print(d->at, plan->calendar.offset_s, at));
    put_key(b, "rule"), put_str(b, d->rule);
    put_key(b, "zh"), put_str(b, label.zh);
    put_key(b, "en"), put_str(b, label.en);
    put_key(b, "place"), put_id(b, d->place);
    put_key(b, "place_name"), put_str(b, d->place_name);
    put_key(b, "count"), put_int(b, d->n);
    put_key(b, "step"), put_int(b, d->step);
    put_end_object(b);
}

static void sign(const struct delivery *d, const struct buf *b, char ret[100])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)d->secret, strlen(d->secret));
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)b->data, b->len);
    crypto_auth_hmacsha256_final(&state, mac);
    int n = snprintf(ret, 100, "X-Lianfang-Signature: sha256=");
    for (size_t i = 0; i < sizeof mac; i++) {
        ret[n++] = digits[mac[i] >> 4];
        ret[n++] = digits[mac[i] & 15];
    }
    ret[n] = 0;
}

static bool send_hook(CURL *curl, const struct delivery *d, const struct plan *plan,
                      char answer[200])
{
    struct buf b;
    struct curl_slist *headers = NULL;
    char line[100];
    long status = 0;
    buf_init(&b, 1 << 16);
    put_hook(&b, d, plan);
    sign(d, &b, line);
    headers = curl_slist_append(headers, "Content-Type: application/json");
    headers = curl_slist_append(headers, line);
    snprintf(line, sizeof line, "X-Lianfang-Delivery: %lld", (long long)d->id);
    headers = curl_slist_append(headers, line);
    curl_easy_setopt(curl, CURLOPT_URL, d->address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, b.data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)b.len);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code)
        snprintf(answer, 200, "%s", curl_easy_strerror(code));
    else
        snprintf(answer, 200, "status %ld", status);
    curl_slist_free_all(headers);
    buf_fini(&b);
    return !code && status >= 200 && status < 300;
}

bool send_delivery(const struct delivery *d, const struct relay *relay, const struct plan *plan,
                   char answer[200])
{
    CURL *curl = curl_easy_init();
    if (!curl)
        abort();
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)SEND_MS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_answer);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    bool sent = d->is_email ? send_mail(curl, d, relay, plan, answer)
                            : send_hook(curl, d, plan, answer);
    curl_easy_cleanup(curl);
    return sent;
}
