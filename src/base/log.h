/* One line a thing worth telling an administrator, on standard error. Never personal data. */
#ifndef BASE_LOG_H
#define BASE_LOG_H
enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
