// Between the text editor's loader and the editor itself: its own menus in the page's language.
if (window.rectify.page.dataset.culture === 'zh-CN') {
  window.require.config({ 'vs/nls': { availableLanguages: { '*': 'zh-cn' } } });
}
