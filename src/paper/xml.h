/* Text inside XML and HTML: what the writers share. */
#ifndef PAPER_XML_H
#define PAPER_XML_H
#include "base/buf.h"

/* Escapes & < > "; control characters that XML 1.0 cannot hold are left out. NULL writes nothing.
 */
void xml_text(struct buf *out, const char *s);
void xml_text_n(struct buf *out, const char *s, size_t len);
#endif
