/* Runs before the first paint so that a dark desk never flashes white. Keep it this small. */
(function () {
  var theme = 'auto', lang = 'zh'
  try {
    theme = localStorage.getItem('lf.theme') || 'auto'
    lang = localStorage.getItem('lf.lang') || (/^zh/i.test(navigator.language) ? 'zh' : 'en')
  } catch (e) {}
  var dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
})()
