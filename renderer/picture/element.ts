import { plainStyle } from "./plain-style.ts";
import videojs from "video.js/core.es.js";

/**
 * Sets up video.js on the element, which keeps the media it has loaded: no controls, no menus, no text tracks;
 * only the playing itself.
 */
export function setUpPlayer(video: HTMLVideoElement): ReturnType<typeof videojs> {
  if (!plainStyle["VIDEOJS_NO_DYNAMIC_STYLE"]) {
    throw new Error("video.js would write style into the page");
  }
  return videojs(video, {
    autoplay: false,
    // The media loader picks the technology; every other child would draw or listen.
    children: ["mediaLoader"],
    controls: false,
    disablePictureInPicture: true,
    enableDocumentPictureInPicture: false,
    errorDisplay: false,
    html5: { nativeTextTracks: false },
    loadingSpinner: false,
    preload: "auto",
    textTrackSettings: false,
    userActions: { click: false, doubleClick: false, hotkeys: false },
  });
}
