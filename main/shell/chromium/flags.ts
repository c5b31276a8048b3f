/** How the window is to look. */
export interface WindowStyle {
  readonly width: number;
  readonly height: number;
  /** Fills the screen without any frame; otherwise an app window without tabs or an address bar. */
  readonly kiosk: boolean;
}

/**
 * Switches that Playwright adds and a viewing station must not have.
 *
 * `--disable-dev-shm-usage` moves shared memory, and with it decoded pictures, from memory to files in
 * the temporary folder; the rest weaken the browser against the page.
 */
export function refusedDefaults(sharedMemoryIsLarge: boolean): string[] {
  return [
    ...(sharedMemoryIsLarge ? ["--disable-dev-shm-usage"] : []),
    "--disable-popup-blocking",
    "--disable-ipc-flooding-protection",
    "--disable-back-forward-cache",
    "--unsafely-disable-devtools-self-xss-warnings",
    "--enable-automation",
  ];
}

// Only the last --disable-features counts, so this repeats what Playwright itself relies on.
const disabledFeatures = [
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  // Ours: nothing that talks to a network, a speaker list, a media key or a file.
  "AimEnabled",
  "AutofillServerCommunication",
  "BackForwardCache",
  "CertificateTransparencyComponentUpdater",
  "DocumentPictureInPictureAPI",
  "GlobalMediaControls",
  "HardwareMediaKeyHandling",
  "LensOverlay",
  "MediaRouter",
  "MediaSessionService",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PreconnectToSearch",
  "Prerender2",
  "Translate",
  "WebRtcHideLocalIpsWithMdns",
];

/**
 * Switches of an off-the-record app window that keeps nothing and reaches nobody.
 *
 * Three walls stand between a page and the network: no name resolves, the only proxy is a dead end, and
 * every request is answered in-process before either is asked.
 */
export function chromiumFlags(style: WindowStyle, options: { readonly headless: boolean }): string[] {
  return [
    "--incognito",
    ...(options.headless ? [] : ["--app=data:text/html,<title>Vitrine</title>"]),
    ...(style.kiosk ? ["--kiosk"] : []),
    `--window-size=${style.width},${style.height}`,
    "--window-position=0,0",
    `--disable-features=${disabledFeatures.join(",")}`,
    // No dialog of the page's own that reads or writes a file.
    "--disable-blink-features=FileSystemAccessLocal",
    "--site-per-process",
    "--isolate-origins=https://vault.vitrine.invalid,https://app.vitrine.invalid",

    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    // No policy of a page can forbid WebRTC. Chromium has used both names.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-over-https-mode=off",
    "--disable-quic",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-background-networking",
    "--no-pings",

    "--disk-cache-size=1",
    "--media-cache-size=1",
    "--disable-gpu-shader-disk-cache",
    "--disable-application-cache",
    "--disable-crash-reporter",
    "--disable-breakpad",
    "--disable-logging",
    "--no-crash-upload",

    "--disable-plugins",
    "--disable-speech-api",
    "--disable-notifications",
    "--disable-print-preview",
    "--disable-translate",
    "--disable-sync",
    "--disable-save-password-bubble",
    "--deny-permission-prompts",
    // The picture is played from the screen around it: whether that click counts in the picture's own process is a race.
    "--autoplay-policy=no-user-gesture-required",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    // Keeps the browser's own bar about unusual switches off the picture; the shield meter says what is missing.
    "--test-type",
  ];
}
