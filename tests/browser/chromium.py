"""Headless Chromium from the system, cut off from everything but the loopback, and told to note what it did."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlparse

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
    # Everything but the loopback goes to a proxy nobody listens at. A route of Playwright's would do it too, and switch
    # the browser's cache off: every opening would fetch and compile all scripts anew.
    "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>;127.0.0.1;localhost",
]  # fmt: skip
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
DESK, PHONE = (1440, 900), (390, 844)
# Notes when the reader acted, when the last run ended and when the main part of the page changed last, by the browser's clock.
# The end of a run is heard on its socket (ForwardMsg, field 6; status 2 = broken off for another run): a quick run is over
# before the page has said that it began.
NOTES = """
(() => {
  const times = (window.xhTimes = { acted: 0, ran: 0, changed: 0 });
  for (const kind of ["pointerdown", "keydown"])
    document.addEventListener(kind, () => { times.acted = performance.now(); }, true);
  const isEnd = (bytes) => {
    let at = 0;
    const number = () => {
      for (let value = 0, power = 1; ; power *= 128) {
        value += (bytes[at] & 127) * power;
        if (bytes[at++] < 128) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number(), value = number();
      if (tag >> 3 === 6) return value !== 2;
      if ((tag & 7) === 2) at += value;
      else if ((tag & 7) !== 0) return false;
    }
    return false;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer && isEnd(new Uint8Array(data))) times.ran = performance.now();
      });
    }
  };
  const inMain = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-testid=stMain]");
  new MutationObserver((changes) => {
    if (changes.some((c) => inMain(c.target))) times.changed = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();
"""
# The run that answers the reader's act is over (an act may also ask for none), nothing on screen is of the run before, every chart has its drawing, and all is quiet since `quiet` ms.
SETTLED = """
(quiet) => {
  const app = document.querySelector("[data-testid=stApp]");
  const { acted, ran, changed } = window.xhTimes;
  return app?.dataset.testScriptState === "notRunning"
    && (ran > acted || performance.now() - acted > 5000)
    && !document.querySelector("[data-testid=stMain] [data-stale=true]")
    && !document.querySelector("[data-testid=stSkeleton]")
    && [...document.querySelectorAll("[data-testid=stPlotlyChart]")].every((c) => c.querySelector(".main-svg"))
    && document.querySelector(".xh-title, .xh-state") !== null
    && performance.now() - changed > quiet;
}
"""
QUIET_MS = 300
WAIT_MS, ACT_MS = 60_000, 30_000
FRONT = "overview"


def executable() -> str | None:
    """Path of the system's Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser for the duration."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser somebody has used before: it keeps its scripts on disk, compiled, from tab to tab."""
    with tempfile.TemporaryDirectory(prefix="xinheng-browser-") as folder:
        context = browser.browser_type.launch_persistent_context(
            folder, executable_path=executable(), args=FLAGS, locale="zh-CN", accept_downloads=True,
            viewport={"width": DESK[0], "height": DESK[1]},
        )  # fmt: skip
        try:
            yield _watched(context)
        finally:
            context.close()


@dataclass
class Reader:
    """One person at one tab, and everything that should not have happened there."""

    base: str
    context: BrowserContext
    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, page: str = "", **query: str) -> Page:
        """Open a page of the dashboard by its address and wait until it is drawn."""
        self.page.goto(f"{self.base}/{page}?{urlencode(query)}", timeout=WAIT_MS)
        return self.settle()

    def settle(self) -> Page:
        """Wait until the page is drawn and quiet."""
        self.page.wait_for_function(SETTLED, arg=QUIET_MS, timeout=WAIT_MS)
        return self.page

    def query(self) -> dict[str, str]:
        """The address's parameters."""
        return {name: values[-1] for name, values in parse_qs(urlparse(self.page.url).query).items()}

    def path(self) -> str:
        return urlparse(self.page.url).path.strip("/")

    def pick(self, parameter: str, text: str) -> Page:
        """Choose an option of a box by the text shown, as one does with the mouse."""
        self.box(parameter).click()
        self.box(parameter).fill(text)  # a long list holds on screen only what fits; typing narrows it
        self.page.get_by_role("option", name=text, exact=True).click()
        return self.settle()

    def pick_nth(self, parameter: str, nth: int) -> str | None:
        """Choose the option at a place in the list (counted round), never the one chosen now; returns its text, if any."""
        now = self.shown(parameter)
        options = [text for text in self.options(parameter) if text != now]
        if not options:
            self.page.keyboard.press("Escape")
            return None
        self.page.get_by_role("option", name=options[nth % len(options)], exact=True).first.click()
        self.settle()
        return options[nth % len(options)]

    def options(self, parameter: str) -> list[str]:
        """Open a box and read what it offers on its first screen; the box stays open."""
        self.box(parameter).click()
        self.page.get_by_role("option").first.wait_for()
        return [text.strip() for text in self.page.get_by_role("option").all_inner_texts()]

    def box(self, parameter: str) -> Locator:
        return self.page.locator(f".st-key-choose_{parameter} input").first

    def shown(self, parameter: str) -> str:
        """What a box of the strip shows as chosen."""
        return self.box(parameter).input_value().strip()

    def pages(self) -> list[str]:
        """The pages the navigation offers, by the path of their address; the front page is the overview."""
        links = self.page.locator("nav a.xh-link").evaluate_all("all => all.map((a) => new URL(a.href).pathname)")
        return [path.strip("/") or FRONT for path in links]

    def visit(self, page: str) -> Page:
        """Follow the navigation to a page."""
        return self.link(f"nav a.xh-link[href^='{'./' if page == FRONT else page}?']")

    def link(self, selector: str) -> Page:
        """Follow a link and wait for what it opens."""
        self.page.locator(selector).first.click()
        return self.settle()

    def heading(self) -> str:
        return self.page.locator(".xh-title").first.inner_text().strip()

    def back(self) -> Page:
        """The browser's own button."""
        self.page.evaluate("xhTimes.acted = performance.now()")
        self.page.go_back()
        return self.settle()

    def drawn_ms(self) -> float:
        """From the reader's last act to the last change of the page."""
        return float(self.page.evaluate("xhTimes.changed - xhTimes.acted"))


@contextmanager
def desk(
    browser: Browser, *, size: tuple[int, int] = DESK, locale: str = "zh-CN", dark: bool = False
) -> Iterator[BrowserContext]:
    """A browser of one's own: fresh, no cookie, no cache, nothing known."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=locale, color_scheme=scheme, accept_downloads=True
    )
    try:
        yield _watched(context)
    finally:
        context.close()


def _watched(context: BrowserContext) -> BrowserContext:
    context.add_init_script(NOTES)
    context.set_default_timeout(ACT_MS)
    return context


@contextmanager
def reader(
    context: BrowserContext, base: str, *, size: tuple[int, int] | None = None, dark: bool = False
) -> Iterator[Reader]:
    """A new tab in that browser, of a size of its own if wanted, watched: what it asks of others is noted (and fails)."""
    found = Reader(base, context, context.new_page())
    page = found.page
    if size:
        page.set_viewport_size({"width": size[0], "height": size[1]})
    if dark:
        page.emulate_media(color_scheme="dark")
    page.on("request", lambda request: _note_outside(request.url, found.outside))
    page.on("websocket", lambda socket: _note_outside(socket.url, found.outside))
    page.on("console", lambda message: _note_console(message, found.complaints))
    page.on("pageerror", lambda error: found.complaints.append(f"page error: {error}"))
    try:
        yield found
    finally:
        page.close()


def is_inside(url: str) -> bool:
    """Whether an address stays on this machine (data and blob addresses never leave the page)."""
    parts = urlparse(url)
    return parts.scheme in ("data", "blob", "about") or parts.netloc.rpartition(":")[0] in LOOPBACK


def _note_outside(url: str, outside: list[str]) -> None:
    if not is_inside(url) and url not in outside:
        outside.append(url)


def _note_console(message: ConsoleMessage, complaints: list[str]) -> None:
    where = str(message.location.get("url", ""))
    if message.type == "error":
        complaints.append(f"{message.text} ({where})")
