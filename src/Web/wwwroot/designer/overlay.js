// Puts the page's language over the Studio's English labels. Only whole labels of the dictionary change: what people
// wrote (names, code, data) stays as it is.
(() => {
  'use strict';
  const { page } = window.rectify;
  if (!page.dataset.words) return;

  const attributes = ['placeholder', 'title', 'aria-label', 'data-label'];
  const untouched = '.monaco-editor, textarea, code, pre, [contenteditable="true"], elsa-activity-wrapper, .x6-graph, .masthead, .designer-bar, #review';
  // On the canvas only what the Studio itself writes there: the names of standard ports, beside and inside activities, and the marks of states.
  const marks = '.x6-port-label, .embedded-port:not(.embedded-port-occupied), .activity-ports .mud-input-label, [data-shape="elsa-state-machine-state"] text[font-size="11"]';
  let labels = {};
  let canvas = {};
  let patterns = [];

  const translate = text => {
    const label = text.trim();
    if (!label || !/[A-Za-z]/.test(label)) return null;
    if (Object.hasOwn(labels, label)) return text.replace(label, () => labels[label]);
    for (const [pattern, chinese] of patterns) {
      if (pattern.test(label)) return text.replace(label, () => label.replace(pattern, chinese));
    }
    return null;
  };
  const overText = node => {
    if (node.parentElement?.closest(marks)) {
      const mark = node.data.trim().replaceAll('\u00a0', ' ');
      if (Object.hasOwn(canvas, mark)) node.data = canvas[mark];
      return;
    }
    const chinese = node.parentElement && !node.parentElement.closest(untouched) && translate(node.data);
    if (chinese && chinese !== node.data) node.data = chinese;
  };
  const overAttributes = element => {
    if (element.closest('.monaco-editor')) return;
    for (const name of attributes) {
      const value = element.getAttribute(name);
      const chinese = value && translate(value);
      if (chinese && chinese !== value) element.setAttribute(name, chinese);
    }
  };
  const over = node => {
    if (node.nodeType === Node.TEXT_NODE) return overText(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('.monaco-editor')) return;
    overAttributes(node);
    const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let next = walk.nextNode(); next; next = walk.nextNode()) {
      if (next.nodeType === Node.TEXT_NODE) overText(next); else overAttributes(next);
    }
  };

  // Its address stays the same from release to release: always asked whether it is still the same.
  fetch(page.dataset.words, { cache: 'no-cache' }).then(answer => answer.json()).then(words => {
    labels = words.labels;
    canvas = words.canvas;
    patterns = words.patterns.map(([pattern, chinese]) => [new RegExp(`^${pattern}$`), chinese]);
    new MutationObserver(changes => {
      for (const change of changes) {
        if (change.type === 'childList') change.addedNodes.forEach(over);
        else if (change.type === 'characterData') overText(change.target);
        else overAttributes(change.target);
      }
    }).observe(document.body, { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: attributes });
    over(document.body);
  }).catch(() => { /* Without the dictionary the Studio speaks English; nothing else is lost. */ });
})();
