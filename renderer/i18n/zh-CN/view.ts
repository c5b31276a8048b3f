/** Simplified Chinese, the original wording; keys are typed from here. */
export const view = {
  "view.title": "画面显示",
  "view.open": "画面",
  "view.explain": "只改变看的方式：原件、帧号、标注和遮盖都不变，水印始终完整。",
  "view.zoom": "放大",
  "view.zoomed": "局部放大",
  "view.in": "放大一级",
  "view.out": "缩小一级",
  "view.whole": "显示全幅",
  "view.minimap": "画面导航：放大 {zoom} 倍，中心在宽 {x}%、高 {y}% 处。点按移动，回车显示全幅",
  "view.zoomHint": "滚轮以指针处为中心缩放；按住左键或中键拖动；+、−、0 键缩放，Ctrl+方向键移动。",
  "help.zoom": "放大、缩小、显示全幅",
  "help.pan": "移动放大的画面",
  "help.view": "画面显示",
} as const;
