/**
 * The script that runs before any script of a page: a stand-in for the part of Electron's API that the
 * preload uses, and the same preload bundle as under Electron.
 *
 * The bridge exists only in the window's main frame on the interface's origin. The binding behind it is
 * captured and taken away in every frame, so that a page can reach nothing but the bridge. Whoever gets
 * hold of the binding anyhow is still judged by frame identity on the other side.
 */
export function standInScript(preload: string, binding: string, interfaceOrigin: string): string {
  return `(() => {
  "use strict";
  const call = globalThis[${JSON.stringify(binding)}];
  delete globalThis[${JSON.stringify(binding)}];
  for (const type of ["contextmenu", "dragstart", "drop", "dragover"]) {
    addEventListener(type, (event) => event.preventDefault(), { capture: true });
  }
  addEventListener("keydown", (event) => {
    const editing = new Set(["a", "c", "v", "x", "z", "y"]);
    const control = event.ctrlKey || event.metaKey;
    if (/^F\\d{1,2}$/u.test(event.key) || (control && (event.shiftKey || !editing.has(event.key.toLowerCase())))) {
      event.preventDefault();
    }
  }, { capture: true });
  addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); } }, { capture: true, passive: false });
  if (window !== window.top || location.origin !== ${JSON.stringify(interfaceOrigin)} || typeof call !== "function") {
    return;
  }
  const listeners = new Map();
  const frozen = (value) => {
    if (typeof value === "object" && value !== null) {
      Object.values(value).forEach(frozen);
    }
    return Object.freeze(value);
  };
  const electron = Object.freeze({
    contextBridge: Object.freeze({
      exposeInMainWorld: (name, api) =>
        Object.defineProperty(globalThis, name, { value: frozen(api), enumerable: true, writable: false, configurable: false }),
    }),
    ipcRenderer: Object.freeze({
      invoke: (channel, input) => call({ kind: "invoke", channel, input }),
      on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
      off: (channel, listener) => {
        listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener));
      },
    }),
  });
  const require = (name) => {
    if (name !== "electron") {
      throw new Error("the preload may load electron and nothing else");
    }
    return electron;
  };
  const module = { exports: {} };
  (function (require, module, exports) {
${preload}
  })(require, module, module.exports);
  const listen = async () => {
    for (let next = await call({ kind: "listen" }); next !== null; next = await call({ kind: "listen" })) {
      for (const listener of listeners.get(next.channel) ?? []) {
        try { listener(undefined, next.payload); } catch (error) { reportError(error); }
      }
    }
  };
  listen().catch(() => undefined);
})();`;
}
