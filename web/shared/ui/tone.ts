/* The shapes of the five states on a 12 grid, for tags, figures and charts alike. */
export const toneShapes: Record<string, string> = {
  neutral: 'M6 2.2a3.8 3.8 0 110 7.6 3.8 3.8 0 010-7.6zM6 3.6a2.4 2.4 0 100 4.8 2.4 2.4 0 000-4.8z',
  progress: 'M6 1.6a4.4 4.4 0 110 8.8 4.4 4.4 0 010-8.8zM6 3v6a3 3 0 000-6z',
  done: 'M4.8 9.6L1.4 6.2l1.1-1.1 2.3 2.3 4.7-4.9 1.1 1.1z',
  warning: 'M6 1.3l5.2 9.2H.8zM5.4 4.6v2.8h1.2V4.6zM5.4 8.2v1.2h1.2V8.2z',
  critical: 'M6 .5L11.5 6 6 11.5.5 6z',
}
