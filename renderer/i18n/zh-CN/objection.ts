/** An objection stated in the room (异议). */
export const objection = {
  "objection.title": "提出异议",
  "objection.open": "提出异议…",
  "objection.explain":
    "在场人员对画面内容有异议的，当场指明画面、说明理由。提出人与监督人都要签署；签署后该记录即转为长期保存，不得销毁。",
  "objection.on": "对第 {frame} 帧提出",
  "objection.wait": "请先暂停在有异议的画面上，等帧号确认。",
  "objection.who": "提出人",
  "objection.statement": "异议内容",
  "objection.statementHint": "按提出人的原话记录",
  "objection.own": "提出人签署",
  "objection.ownPin": "提出人本人的 PIN",
  "objection.ownHint": "{name} 有证书，用本人 PIN 签署。",
  "objection.handHint": "{name} 没有证书，请手写或者键入本人姓名，由监督人见证。",
  "objection.witness": "监督人确认",
  "objection.witnessLead": "监督人核对异议内容后输入 PIN",
  "objection.witnessExplain": "您确认：异议由 {name} 本人当场提出，内容与上文一致。",
  "objection.act": "签署并登记异议",
  "objection.done": "异议已登记，该记录已转为长期保存。",
  "objection.held": "已长期保存 · 监督人 {name}",
  "objection.next": "下一步",
  "objection.back": "上一步",
} as const;
