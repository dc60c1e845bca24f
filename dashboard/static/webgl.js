// Can this browser draw in three dimensions? The answer stands on the root element; the style sheet shows and hides by it.
(() => {
  if (document.documentElement.dataset.webgl) return;
  let found = null;
  try {
    found = document.createElement("canvas").getContext("webgl2");
  } catch {}
  document.documentElement.dataset.webgl = found ? "yes" : "no";
  found?.getExtension("WEBGL_lose_context")?.loseContext();
})();
