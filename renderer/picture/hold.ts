/**
 * Keeps a picture in front of the element: the last confirmed one while the element goes somewhere else, so that picture
 * and number always change together, or one that the element cannot reach itself.
 */
export interface Hold {
  /** Freezes what is on screen now. Does nothing when it is frozen already. */
  freeze(): void;
  /** Freezes anew: what the element holds now takes the place of what was frozen. */
  renew(): void;
  /** Lets the element be seen again, unless a picture is pinned. */
  release(): void;
  /** Puts a picture of a row in front, until it is unpinned. */
  pin(row: number, picture: VideoFrame, rotation: number): void;
  unpin(): void;
  /** Row of the pinned picture; null when none is. */
  pinned(): number | null;
}

export function createHold(canvas: HTMLCanvasElement, video: HTMLVideoElement): Hold {
  const context = canvas.getContext("2d", { alpha: false });
  let row: number | null = null;

  const sized = (width: number, height: number): void => {
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
  };
  const draw = (): void => {
    if (context === null || video.videoWidth === 0 || row !== null) {
      return;
    }
    sized(video.videoWidth, video.videoHeight);
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
      canvas.hidden = row === null;
    },
    pin(wanted, picture, rotation) {
      if (context === null) {
        return;
      }
      const isTurned = rotation === 90 || rotation === 270;
      const { displayWidth: width, displayHeight: height } = picture;
      sized(isTurned ? height : width, isTurned ? width : height);
      context.save();
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate((rotation * Math.PI) / 180);
      context.drawImage(picture, -width / 2, -height / 2, width, height);
      context.restore();
      row = wanted;
      canvas.hidden = false;
    },
    unpin() {
      row = null;
    },
    pinned: () => row,
  };
}
