// Our links stay in the running session: change the address, tell the front end, one rerun instead of a reload.
// Without this script every link still works as an ordinary one.
(() => {
  if (window.xhLinks) return;
  window.xhLinks = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.xh-link, .xh-more a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href, document.baseURI);
    if (to.origin !== location.origin) return;
    event.preventDefault();
    history.pushState({}, "", to.href);
    dispatchEvent(new PopStateEvent("popstate"));
    (document.querySelector("[data-testid=stMain]") || window).scrollTo(0, 0);
  });
  // Inside xh-more a link names only what it changes: before it is followed or copied, the address gives it the rest.
  const SHARED = ["snapshot", "plan", "quarter", "region", "department", "indicator", "lang"];
  const complete = (event) => {
    const link = event.target.closest && event.target.closest(".xh-more a[href]");
    if (!link) return;
    link.dataset.to = link.dataset.to || link.getAttribute("href");
    const to = new URL(link.dataset.to, document.baseURI);
    for (const [name, value] of new URLSearchParams(location.search))
      if (!to.searchParams.has(name) && (to.pathname === location.pathname || SHARED.includes(name))) to.searchParams.set(name, value);
    link.href = to.href;
  };
  for (const kind of ["pointerover", "focusin", "pointerdown", "click"]) document.addEventListener(kind, complete, true);
  // A part of a page that answers alone (the slider of targets) moves on without the links drawn before: they go along.
  const MOVED = ["aim", "rule"];
  const follow = (event) => {
    const link = event.target.closest && event.target.closest("a.xh-link[href]");
    const to = link && new URL(link.href, document.baseURI), now = new URLSearchParams(location.search);
    if (!to || to.pathname !== location.pathname) return;
    for (const name of MOVED) if (now.has(name)) to.searchParams.set(name, now.get(name));
    link.href = to.href;
  };
  for (const kind of ["pointerover", "focusin", "pointerdown", "click"]) document.addEventListener(kind, follow, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("button.xh-print")) print();
  });
  // On a phone the navigation is one line that scrolls sideways: the page one is on is brought into it. Style sheet, font,
  // navigation and this script arrive in any order: so at once, at every change, and again when a link takes its size.
  let shown = null;
  const bring = () => {
    const nav = shown.closest("nav");
    if (nav) nav.scrollLeft += shown.getBoundingClientRect().left - nav.getBoundingClientRect().left - (nav.clientWidth - shown.offsetWidth) / 2;
  };
  const sizes = new ResizeObserver(bring);
  const look = () => {
    const here = document.querySelector(".xh-band nav a[aria-current]");
    if (!here || here === shown) return;
    shown = here;
    sizes.disconnect();
    for (const part of [here.closest("nav"), ...here.closest("nav").querySelectorAll("a")]) sizes.observe(part);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
