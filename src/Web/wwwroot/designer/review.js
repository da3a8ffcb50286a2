// What the review of a drawing found. The Studio shows only what keeps a workflow from being published; warnings stay in
// the answers it throws away, so they are told here: a count in the bar, the list beside the canvas.
(() => {
  'use strict';
  const { page, base, sentence, say } = window.rectify;
  const definitions = new URL(`${page.dataset.home}elsa/api/workflow-definitions`, location.href);
  const call = window.fetch.bind(window);
  const toggle = document.getElementById('review-open');
  const panel = document.getElementById('review');
  const list = panel?.querySelector('ol');
  const id = page.dataset.id;

  const open = wanted => {
    panel.hidden = !wanted;
    toggle.setAttribute('aria-expanded', String(wanted));
  };

  // Draws the eye to an activity on the canvas.
  const point = activity => {
    const node = document.querySelector(`#studio [data-cell-id="${CSS.escape(activity)}"]`);
    if (!node) return false;
    for (const old of document.querySelectorAll('#studio .review-found')) old.classList.remove('review-found');
    node.classList.add('review-found');
    return true;
  };

  const line = finding => {
    const blocks = finding.severity === 'Error';
    const item = document.createElement('li');
    const mark = document.createElement('span');
    mark.className = blocks ? 'review-mark blocks' : 'review-mark';
    mark.textContent = sentence(blocks ? 'reviewError' : 'reviewWarning');
    item.append(mark);
    if (finding.activityId) {
      const place = document.createElement('button');
      place.type = 'button';
      place.textContent = finding.place.replace(/^「|」$/g, '');
      place.addEventListener('click', () => point(finding.activityId));
      item.append(place);
    }
    const words = document.createElement('p');
    words.textContent = finding.message;
    item.append(words);
    return item;
  };

  const show = findings => {
    const errors = findings.filter(finding => finding.severity === 'Error').length;
    const counts = [errors, findings.length - errors];
    toggle.textContent = findings.length === 0 ? sentence('reviewClean')
      : sentence(errors === 0 ? 'reviewWarnings' : counts[1] === 0 ? 'reviewErrors' : 'reviewBoth', ...(errors === 0 ? [counts[1]] : counts));
    toggle.className = errors > 0 ? 'review-open blocks' : findings.length > 0 ? 'review-open warns' : 'review-open';
    toggle.disabled = findings.length === 0;
    toggle.hidden = false;
    list.replaceChildren(...findings.map(line));
    if (findings.length === 0) open(false);
  };

  // The last question asked is the one whose answer counts.
  let asked = 0;
  const look = async openIt => {
    const turn = ++asked;
    const answer = await call(`${definitions.href}/${encodeURIComponent(id)}/review`, { headers: { Accept: 'application/json' } });
    if (!answer.ok || turn !== asked) return;
    const { items } = await answer.json();
    show(items);
    if (openIt && items.length > 0) open(true);
  };
  let soon = 0;
  const lookSoon = () => {
    clearTimeout(soon);
    soon = setTimeout(() => look(false).catch(() => {}), 700);
  };

  const textOf = body => typeof body === 'string' ? body : body ? new TextDecoder().decode(body) : '';
  const publishes = init => /"publish":\s*true/.test(textOf(init?.body));

  const inEditor = async (path, method, init, answer) => {
    if (method === 'GET' && answer.ok && path.startsWith('/by-definition-id/')) await look(false);
    else if (method !== 'POST') return;
    else if (path === '' && publishes(init)) {
      const warnings = answer.ok && (await answer.clone().json()).warnings;
      if (answer.ok ? warnings?.length > 0 : answer.status === 400) await look(true);
      else lookSoon();
    } else if (answer.ok && (path === '' || /\/revert\//.test(path))) lookSoon();
  };

  const inList = async (url, method, answer) => {
    if (method !== 'POST' || !answer.ok) return;
    const [, one] = /\/workflow-definitions\/([^/]+)\/publish$/.exec(url.pathname) ?? [];
    const many = url.pathname.endsWith('/bulk-actions/publish/workflow-definitions/by-definition-ids');
    if (!one && !many) return;
    const { warnings } = await answer.clone().json();
    if (Object.keys(warnings ?? {}).length === 0) return;
    const link = document.createElement('a');
    link.href = new URL(one ? `review/${one}` : '.', base).href;
    link.textContent = sentence('reviewLook');
    say('review', sentence('reviewPublished'), link);
  };

  window.fetch = async (input, init) => {
    const answer = await call(input, init);
    const url = new URL(input instanceof Request ? input.url : String(input), document.baseURI);
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const told = !panel ? inList(url, method, answer)
      : url.href.startsWith(definitions.href) ? inEditor(url.pathname.slice(definitions.pathname.length), method, init, answer) : null;
    told?.catch(() => { /* A review that does not come takes nothing away. */ });
    return answer;
  };

  if (!panel) return;
  toggle.addEventListener('click', () => open(panel.hidden));
  panel.querySelector('[data-close]').addEventListener('click', () => { open(false); toggle.focus(); });
  panel.addEventListener('keydown', key => { if (key.key === 'Escape') { open(false); toggle.focus(); } });
  const wanted = /^#activity=(.+)$/.exec(location.hash);
  if (wanted) {
    const activity = decodeURIComponent(wanted[1]);
    new MutationObserver((_, observer) => { if (point(activity)) observer.disconnect(); }).observe(page, { childList: true, subtree: true });
  }
})();
