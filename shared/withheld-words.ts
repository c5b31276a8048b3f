/**
 * The words that stand on a withheld part wherever it is met: on the picture itself, on the screen around it and on paper.
 * The picture page shares no code with the screen, so they have their place here.
 */
export const withheldWords = {
  "zh-CN": {
    "withheld.word": "不予展示",
    "withheld.frames": "第 {from}—{to} 帧：{ground}",
    "withheldGround.stateSecret": "国家秘密",
    "withheldGround.businessSecret": "商业秘密",
    "withheldGround.privacy": "个人隐私",
    "withheldGround.protectedPerson": "举报人、证人、被害人身份",
    "withheldGround.minor": "未成年人",
    "withheldGround.ongoingCase": "影响案件办理",
    "withheldGround.unrelated": "与本次申请无关",
  },
  en: {
    "withheld.word": "Withheld",
    "withheld.frames": "Frames {from}–{to}: {ground}",
    "withheldGround.stateSecret": "State secret",
    "withheldGround.businessSecret": "Business secret",
    "withheldGround.privacy": "Personal privacy",
    "withheldGround.protectedPerson": "Identity of an informant, witness or victim",
    "withheldGround.minor": "A minor",
    "withheldGround.ongoingCase": "Would affect an ongoing case",
    "withheldGround.unrelated": "Not part of this request",
  },
} as const;
