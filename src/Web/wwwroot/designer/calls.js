// Every call of the Studio passes here: it gets the newest token, waits out a lost connection or session, and no failure stays silent.
(() => {
  'use strict';
  const { page, sentence, say, unsay, fail, show } = window.rectify;
  const home = new URL(page.dataset.home, location.href).href;
  const tokens = new URL('designer/token', home).href;
  const backend = new URL('elsa/', home).href;
  const call = window.fetch.bind(window);
  const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));

  // Without a hand on the keyboard the page keeps its token but no longer prolongs the session.
  const idleAfter = 15 * 60_000;
  let touched = Date.now();
  for (const sign of ['pointerdown', 'keydown']) window.addEventListener(sign, () => { touched = Date.now(); }, { capture: true, passive: true });

  class SignedOut extends Error {}
  let token = null;
  let renewing = null;
  let timer = 0;

  const renewOnce = async () => {
    const idle = Date.now() - touched > idleAfter;
    const answer = await call(`${tokens}${idle ? '?idle=true' : ''}`, { cache: 'no-store', redirect: 'manual', headers: { Accept: 'application/json' } });
    if (answer.status >= 500) throw new TypeError(`token: ${answer.status}`);
    if (!answer.ok) throw new SignedOut();
    const issued = await answer.json();
    if (issued.person !== page.dataset.person) {
      say('session', sentence('otherPerson'));
      throw new SignedOut();
    }
    token = issued.token;
    unsay('session');
    clearTimeout(timer);
    timer = setTimeout(() => renew().catch(() => {}), Math.max(5, issued.expiresIn / 2) * 1000);
    return token;
  };
  const renew = () => renewing ??= renewOnce().finally(() => { renewing = null; });

  // Resolves once somebody signed in again, in another window, and said so here or came back to this one.
  let asking = null;
  const signInAgain = () => asking ??= new Promise(done => {
    const link = document.createElement('a');
    link.href = new URL('sign-in', home).href;
    link.target = '_blank';
    link.textContent = sentence('signIn');
    const go = document.createElement('button');
    go.type = 'button';
    go.textContent = sentence('signedIn');
    const actions = document.createElement('span');
    actions.append(link, ' ', go);
    say('session', sentence('signedOut'), actions);
    const attempt = () => renew().then(() => {
      window.removeEventListener('focus', attempt);
      asking = null;
      done();
    }).catch(() => {});
    go.addEventListener('click', attempt);
    window.addEventListener('focus', attempt);
  });

  const isSave = (url, method) => method === 'POST' && /\/workflow-definitions(\/[^/]+\/(publish|retract))?$/.test(url.pathname);
  const isQuiet = (url, method) => url.pathname.startsWith(new URL('hubs/', backend).pathname)
    || url.pathname.endsWith('/features/installed') || method === 'DELETE';
  const bodyOf = init => {
    try {
      return JSON.parse(typeof init?.body === 'string' ? init.body : new TextDecoder().decode(init?.body));
    } catch {
      return null;
    }
  };
  // Saving an existing draft again changes nothing more; creating one twice would make two.
  const mayRepeat = (url, method, init) => method === 'GET' || method === 'HEAD' || (isSave(url, method) && !!bodyOf(init)?.model?.definitionId);

  const explain = async (url, method, answer) => {
    if (isQuiet(url, method) && answer.status === 404) return;
    if (isSave(url, method) && answer.status === 400) return; // The Studio shows these itself.
    const told = await answer.clone().json().catch(() => null);
    const own = told?.errors && Object.values(told.errors).flat().filter(Boolean).join(' ');
    say(`status-${answer.status}`, own || (answer.status === 403 ? sentence('forbidden')
      : answer.status === 404 ? sentence('gone') : sentence('failed', answer.status)));
  };

  // A refusal in the form the Studio shows beside the canvas and survives; anything else would kill the editor.
  const refused = text => new Response(
    JSON.stringify({ statusCode: 400, message: text, errors: { generalErrors: [text] } }),
    { status: 400, headers: { 'Content-Type': 'application/json' } });

  // Less than the hundred seconds after which the Studio gives a call up with an error of its own.
  const longest = 80_000;
  const within = (promise, until) => Promise.race([promise, wait(Math.max(0, until - Date.now())).then(() => { throw new SignedOut(); })]);

  const send = async (input, init, url, method) => {
    const until = Date.now() + longest;
    for (let attempt = 0; ; attempt++) {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      headers.set('Authorization', `Bearer ${token}`);
      let answer = null;
      try {
        answer = await call(input, { ...init, headers });
      } catch (error) {
        if (init?.signal?.aborted || !mayRepeat(url, method, init) || Date.now() > until) throw error;
      }
      if (answer?.status === 401 && attempt === 0) {
        await renew().catch(error => { if (!(error instanceof SignedOut)) throw error; });
        continue;
      }
      if (answer?.status === 401) {
        await within(signInAgain(), until);
        continue;
      }
      if (answer && !([502, 503, 504].includes(answer.status) && mayRepeat(url, method, init) && Date.now() < until)) {
        unsay('offline');
        return answer;
      }
      say('offline', sentence('offline'));
      await wait(Math.min(500 * 2 ** attempt, 5_000));
    }
  };

  let unsaved = false;
  window.addEventListener('beforeunload', event => { if (unsaved) event.preventDefault(); });
  const saved = ok => {
    unsaved = !ok;
    if (ok) unsay('unsaved'); else say('unsaved', sentence('unsaved'));
  };

  // The Studio asks for the choices of one input up to forty times while it draws a panel; all of them get one answer.
  const choices = new Map();
  const shared = (url, init, ask) => {
    const key = `${url.href} ${JSON.stringify(bodyOf(init))}`;
    if (!choices.has(key)) {
      const asked = ask();
      choices.set(key, asked);
      const forget = () => setTimeout(() => choices.delete(key), 2_000);
      asked.then(forget, forget);
    }
    return choices.get(key).then(answer => answer.clone());
  };

  window.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), document.baseURI);
    if (!url.href.startsWith(backend)) return call(input, init);
    const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
    const save = isSave(url, method);
    try {
      const answer = await (/\/descriptors\/activities\/[^/]+\/options\//.test(url.pathname)
        ? shared(url, init, () => send(input, { ...init, signal: undefined }, url, method))
        : send(input, init, url, method));
      if (!answer.ok) await explain(url, method, answer);
      if (!save) return answer;
      if (answer.ok) saved(true);
      if (answer.status === 400) unsaved ||= bodyOf(init)?.publish === false; // The Studio tells why; whoever leaves is asked.
      if (answer.ok || answer.status === 400) return answer;
      saved(false);
      return refused(sentence('unsaved'));
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      if (save) {
        saved(false);
        return refused(sentence('unsaved'));
      }
      if (!isQuiet(url, method)) say('offline', sentence('offline'));
      throw error;
    }
  };

  // A socket carries its token in the address, and the Studio only knows the first one.
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(address, protocols) {
      const url = new URL(address, location.href);
      if (url.host === location.host && url.searchParams.has('access_token')) url.searchParams.set('access_token', token);
      super(url, protocols);
    }
  };

  renew().then(show).catch(error => fail(error instanceof SignedOut ? sentence('signedOut') : sentence('offline')));
})();
