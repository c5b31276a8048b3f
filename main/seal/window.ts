/** What a window of the station is, in the words of Electron's `BrowserWindowConstructorOptions`. */
export interface WindowRules {
  readonly kiosk: boolean;
  readonly fullscreen: boolean;
  readonly frame: boolean;
  readonly show: boolean;
  readonly movable: boolean;
  readonly resizable: boolean;
  readonly minimizable: boolean;
  readonly maximizable: boolean;
  readonly closable: boolean;
  readonly alwaysOnTop: boolean;
  readonly skipTaskbar: boolean;
  readonly autoHideMenuBar: boolean;
  readonly backgroundColor: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly webPreferences: {
    readonly preload: string;
    readonly partition: string;
    readonly sandbox: true;
    readonly contextIsolation: true;
    readonly nodeIntegration: false;
    readonly nodeIntegrationInWorker: false;
    readonly nodeIntegrationInSubFrames: false;
    readonly webSecurity: true;
    readonly webviewTag: false;
    readonly plugins: false;
    readonly experimentalFeatures: false;
    readonly allowRunningInsecureContent: false;
    readonly navigateOnDragDrop: false;
    readonly spellcheck: false;
    readonly devTools: false;
    readonly disableDialogs: true;
    readonly safeDialogs: true;
    readonly enableWebSQL: false;
    readonly v8CacheOptions: "none";
    readonly disableBlinkFeatures: "FileSystemAccessLocal";
    readonly backgroundThrottling: false;
    readonly autoplayPolicy: "document-user-activation-required";
  };
}

/** The one window of a station. A demonstration gets an ordinary frame, so that it can be left. */
export function windowRules(options: {
  readonly preload: string;
  readonly partition: string;
  readonly kiosk: boolean;
}): WindowRules {
  const { kiosk, preload, partition } = options;
  return {
    kiosk,
    fullscreen: kiosk,
    frame: !kiosk,
    // Shown only once capture protection is set and the interface has loaded.
    show: false,
    movable: !kiosk,
    resizable: !kiosk,
    minimizable: !kiosk,
    maximizable: !kiosk,
    closable: !kiosk,
    alwaysOnTop: kiosk,
    skipTaskbar: kiosk,
    autoHideMenuBar: true,
    backgroundColor: "#101418",
    title: "Vitrine",
    width: 1366,
    height: 768,
    webPreferences: {
      preload,
      partition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      plugins: false,
      experimentalFeatures: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
      disableDialogs: true,
      safeDialogs: true,
      enableWebSQL: false,
      v8CacheOptions: "none",
      // No dialog of the page's own that reads or writes a file.
      disableBlinkFeatures: "FileSystemAccessLocal",
      // A hidden window must still notice that its watermark is gone.
      backgroundThrottling: false,
      autoplayPolicy: "document-user-activation-required",
    },
  };
}

/** The page a form is printed from, in the words of Electron's options: never shown, without script and without a bridge. */
export interface PaperRules {
  readonly show: false;
  readonly webPreferences: {
    readonly partition: string;
    readonly sandbox: true;
    readonly contextIsolation: true;
    readonly nodeIntegration: false;
    readonly javascript: false;
    readonly webSecurity: true;
    readonly webviewTag: false;
    readonly plugins: false;
    readonly devTools: false;
    readonly spellcheck: false;
  };
}

/** A page for one form, on a session that holds nothing else. */
export function paperRules(partition: string): PaperRules {
  return {
    show: false,
    webPreferences: {
      partition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webSecurity: true,
      webviewTag: false,
      plugins: false,
      devTools: false,
      spellcheck: false,
    },
  };
}
