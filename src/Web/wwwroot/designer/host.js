// Runs before the Studio starts: the page's own part of 流程设计 - waiting, failing readably, and moving between our pages.
(() => {
  'use strict';
  const page = document.getElementById('studio');
  const waiting = document.getElementById('waiting');
  const broken = document.getElementById('broken');
  const messages = document.getElementById('messages');
  const base = new URL(page.dataset.base, location.href);

  const sentence = (key, ...values) => values.reduce(
    (text, value, place) => text.replace(`{${place}}`, value),
    document.querySelector(`#sentences [data-key="${key}"]`).textContent);

  // One line per cause, not one per call: lists poll.
  const say = (key, text, action) => {
    const old = messages.querySelector(`[data-cause="${key}"]`);
    if (old && old.dataset.text === text) return old;
    const line = document.createElement('div');
    line.className = 'message';
    line.dataset.cause = key;
    line.dataset.text = text;
    const words = document.createElement('p');
    words.textContent = text;
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = sentence('close');
    close.addEventListener('click', () => line.remove());
    line.append(words, ...(action ? [action] : []), close);
    if (old) old.replaceWith(line); else messages.append(line);
    return line;
  };
  const unsay = key => messages.querySelector(`[data-cause="${key}"]`)?.remove();

  let shown = false;
  // The first cause is the one to tell; what follows from it is not.
  const fail = reason => {
    if (shown || !broken.hidden) return;
    waiting.hidden = true;
    broken.hidden = false;
    broken.querySelector('[data-reason]').textContent = reason;
  };
  broken.querySelector('[data-again]').addEventListener('click', () => location.reload());

  const open = (list, id) => location.assign(new URL(`${list}/${encodeURIComponent(id)}`, base));

  // The Studio knows its own addresses only; each of them is one of our pages.
  const own = address => /(?:^|\/)workflows\/(definitions|instances)\/([^/?#]+)\/(?:edit|view)/.exec(String(address));
  for (const name of ['pushState', 'replaceState']) {
    const original = history[name].bind(history);
    history[name] = (state, title, address) => {
      const found = address && own(address);
      if (found) open(found[1], decodeURIComponent(found[2]));
      else original(state, title, address);
    };
  }
  document.addEventListener('click', click => {
    const link = click.target instanceof Element && click.target.closest('a[href]');
    if (!link || click.defaultPrevented || click.button !== 0 || click.ctrlKey || click.metaKey || click.shiftKey || link.target === '_blank') return;
    const address = new URL(link.href, base);
    const found = address.origin === location.origin && own(address.pathname);
    if (found) {
      click.preventDefault();
      click.stopPropagation();
      open(found[1], decodeURIComponent(found[2]));
    }
  }, true);

  // A file that does not come leaves Blazor waiting for ever; say which one it was.
  window.addEventListener('error', event => {
    const source = event.target instanceof HTMLScriptElement && event.target.src;
    if (source) fail(sentence('download', new URL(source).pathname));
  }, true);
  window.addEventListener('unhandledrejection', event => {
    const text = String(event.reason?.message ?? event.reason);
    if (!shown && /fetch|download|integrity|dotnet|load/i.test(text)) fail(sentence('download', text));
  });
  const patience = setTimeout(() => fail(sentence('slow')), 120_000);

  // The masthead takes its share of the height; the Studio subtracts it from its own.
  const measure = () => document.documentElement.style.setProperty('--house-height', `${document.getElementById('main').offsetTop}px`);
  measure();
  window.addEventListener('resize', measure);

  localStorage.setItem('BlazorCulture', page.dataset.culture);

  const show = async token => {
    const name = page.dataset.element;
    await customElements.whenDefined(name);
    const element = document.createElement(name);
    if (page.dataset.id) element.setAttribute(page.dataset.attribute, page.dataset.id);
    element.setAttribute('remote-endpoint', new URL(`${page.dataset.home}elsa/api`, location.href).href);
    element.setAttribute('access-token', token);
    element.editWorkflowDefinition = id => open('definitions', id);
    element.viewWorkflowInstance = id => open('instances', id);
    new MutationObserver((_, observer) => {
      if (!element.querySelector('.mud-table, .mud-toolbar, .mud-tabs, .rz-splitter, canvas')) return;
      observer.disconnect();
      clearTimeout(patience);
      shown = true;
      waiting.remove();
      page.dataset.shown = 'true';
    }).observe(element, { childList: true, subtree: true });
    page.append(element);
  };

  if (page.dataset.missing) fail(sentence('missing'));
  else if (typeof WebAssembly !== 'object') fail(sentence('unsupported'));
  window.rectify = { page, base, sentence, say, unsay, fail, show };
})();
