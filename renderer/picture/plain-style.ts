// video.js reads this while it is being set up; a page without inline style must say so first.
export const plainStyle = Object.assign(globalThis, { VIDEOJS_NO_DYNAMIC_STYLE: true });
