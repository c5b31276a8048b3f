import { withheldWords } from "../../../shared/withheld-words.ts";

/** What is withheld from a viewing: on the decision, in the player and on the picture itself. */
export const withheld = {
  ...withheldWords["zh-CN"],
  "withheld.title": "不予展示清单",
  "withheld.explain": "批准人决定本次不展示的部分。画面和声音均不播放；遮挡部分全程覆盖黑块。",
  "withheld.line": "第 {from}—{to} 帧（{start}—{end}）",
  "withheld.whole": "画面和声音",
  "withheld.region": "画面局部：{place}",
  "withheld.place": "左 {x}%，上 {y}%，宽 {width}%，高 {height}%",
  "withheld.digest": "帧摘要 {digest}",
  "withheld.hint":
    "需要隐去的时段整段不放，画面和声音都不播放；只需遮住人脸、证件等的，选“遮挡画面局部”。每项须选理由，当事人会收到清单。",
  "withheld.blind": "您在此看不到画面。请按有权查阅人员提供的位置填写；看不准的，整段不予展示。",
  "withheld.add": "增加一项",
  "withheld.scope": "范围",
  "withheld.scopeWhole": "整段不放",
  "withheld.scopeRegion": "遮挡画面局部",
  "withheld.ground": "理由",
  "withheld.sketch": "画面示意",
  "withheld.x": "左 %",
  "withheld.y": "上 %",
  "withheld.width": "宽 %",
  "withheld.height": "高 %",
  "withheld.remains": "隐去后可看 {n} 帧（批准 {of} 帧）",
  "withheld.nothing": "隐去后没有可看的内容。请缩小不予展示的范围，或者不予批准。",
  "withheld.outside": "超出批准的时段。",
  "withheld.lines": "{n} 项",
} as const;
