import type { Origins } from "./origins.ts";

type Headers = Readonly<Record<string, string>>;

/**
 * Every policy-controlled feature that Chromium names, whether or not a picture, a name or a keystroke could leave by it.
 *
 * The one that is missing stops a picture out of sight, which the picture page may decide for itself.
 */
const deniedFeatures = [
  "accelerometer",
  "aria-notify",
  "autoplay",
  "browsing-topics",
  "camera",
  "captured-surface-control",
  "ch-device-memory",
  "ch-downlink",
  "ch-dpr",
  "ch-ect",
  "ch-prefers-color-scheme",
  "ch-prefers-reduced-motion",
  "ch-prefers-reduced-transparency",
  "ch-rtt",
  "ch-save-data",
  "ch-ua",
  "ch-ua-arch",
  "ch-ua-bitness",
  "ch-ua-form-factors",
  "ch-ua-full-version",
  "ch-ua-full-version-list",
  "ch-ua-high-entropy-values",
  "ch-ua-mobile",
  "ch-ua-model",
  "ch-ua-platform",
  "ch-ua-platform-version",
  "ch-ua-wow64",
  "ch-viewport-height",
  "ch-viewport-width",
  "ch-width",
  "clipboard-read",
  "clipboard-write",
  "compute-pressure",
  "cross-origin-isolated",
  "deferred-fetch",
  "deferred-fetch-minimal",
  "digital-credentials-create",
  "digital-credentials-get",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "interest-cohort",
  "keyboard-map",
  "language-detector",
  "language-model",
  "local-fonts",
  "local-network",
  "local-network-access",
  "loopback-network",
  "magnetometer",
  "microphone",
  "midi",
  "on-device-speech-recognition",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "private-state-token-issuance",
  "private-state-token-redemption",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "speaker-selection",
  "storage-access",
  "summarizer",
  "sync-xhr",
  "translator",
  "unload",
  "usb",
  "web-share",
  "window-management",
  "xr-spatial-tracking",
] as const;

// Downloads, modal dialogs (print among them), popups, pointer lock and leaving the page are all
// missing on purpose. Forms are allowed because their submit event needs it; `form-action 'none'`
// keeps them from going anywhere. The picture frame inherits these flags from the interface.
const sandbox = "sandbox allow-scripts allow-same-origin allow-forms";

const nothingElse = [
  "worker-src 'none'",
  "object-src 'none'",
  "manifest-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  // No text becomes markup or script in either page, not even by their own libraries.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

function permissionsPolicy(allowed: Readonly<Record<string, string>>): string {
  return deniedFeatures.map((feature) => `${feature}=(${allowed[feature] ?? ""})`).join(", ");
}

const common: Headers = {
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
};

/** Headers for every file of the interface. It may run its own scripts and frame the vault, nothing else. */
export function interfaceHeaders(origins: Origins): Headers {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'none'",
    "media-src 'none'",
    `frame-src ${origins.vault}`,
    "frame-ancestors 'none'",
    ...nothingElse,
    sandbox,
  ];
  return {
    ...common,
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": permissionsPolicy({ autoplay: `"${origins.vault}"` }),
  };
}

/**
 * Headers for every answer on the vault's origin that a page can read: the picture page, its files, its tables.
 *
 * It may be framed by the interface alone and talk to the vault alone.
 */
export function pictureHeaders(origins: Origins): Headers {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "media-src 'self'",
    "frame-src 'none'",
    `frame-ancestors ${origins.interface}`,
    ...nothingElse,
    sandbox,
  ];
  return {
    ...common,
    "content-security-policy": policy.join("; "),
    "permissions-policy": permissionsPolicy({ autoplay: "self" }),
  };
}

/** Headers for a form on its way to paper: one stylesheet, no script, no picture, nothing to send anywhere. */
export function paperHeaders(): Headers {
  const policy = ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", ...nothingElse, "sandbox"];
  return { ...common, "content-security-policy": policy.join("; "), "permissions-policy": permissionsPolicy({}) };
}

/** Headers for samples: no validator, no CORS, nothing a cache could keep. */
export function mediaHeaders(): Headers {
  return { ...common, "accept-ranges": "bytes" };
}

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** Type of a built file by the end of its name; what is not built by us is bytes. */
export function contentTypeOf(name: string): string {
  return types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
}
