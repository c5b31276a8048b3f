/**
 * Keeps the last confirmed picture in front while the element behind it goes somewhere else, so that
 * picture and number always change together.
 */
export interface Hold {
  /** Freezes what is on screen now. Does nothing when it is frozen already. */
  freeze(): void;
  /** Freezes anew: what the element holds now takes the place of what was frozen. */
  renew(): void;
  release(): void;
}

export function createHold(canvas: HTMLCanvasElement, video: HTMLVideoElement): Hold {
  const context = canvas.getContext("2d", { alpha: false });
  const draw = (): void => {
    if (context === null || video.videoWidth === 0) {
      return;
    }
    if (canvas.width !== video.videoWidth || canvas.height !== video.videoHeight) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
    }
    context.drawImage(video, 0, 0);
    canvas.hidden = false;
  };
  return {
    freeze() {
      if (canvas.hidden !== false) {
        draw();
      }
    },
    renew: draw,
    release() {
      canvas.hidden = true;
    },
  };
}
