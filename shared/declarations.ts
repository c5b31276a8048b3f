/** Names of officers' declarations about times; no schemas here, so that a screen may walk them. */
export const declarationKinds = ["suspension", "extension"] as const;
export type DeclarationKind = (typeof declarationKinds)[number];

/** Their numbers as forms: 《执法记录仪暂停使用登记表》 and 延期移交审批. */
export const declarationForms = { suspension: "F15", extension: "F19" } as const satisfies Readonly<
  Record<DeclarationKind, string>
>;

/** 停用原因, form F15. */
export const suspensionReasons = [
  "weather", // 天气
  "fault", // 故障
  "battery", // 电量
  "storage", // 存储空间
  "secrecy", // 涉密
  "emergency", // 紧急
  "placeChange", // 场所变化
  "other",
] as const;
export type SuspensionReason = (typeof suspensionReasons)[number];

/** 延期原因, form F19. */
export const extensionReasons = [
  "continuous", // 连续工作
  "elsewhere", // 异地
  "remote", // 偏远
  "transport", // 交通不便
  "special", // 特殊情况
] as const;
export type ExtensionReason = (typeof extensionReasons)[number];

/** Why a declaration is not taken, or not decided so. */
export const declarationRefusals = [
  "device-unknown",
  "other-device",
  "overlaps",
  "deadline-passed",
  "wrong-times",
  "no-reviewer",
  "no-extension",
  "grade-too-low",
  "decided",
] as const;
export type DeclarationRefusal = (typeof declarationRefusals)[number];

/** Who wears cameras, and so declares. */
export const declaringRoles = ["officer", "caseOfficer", "approver"] as const;
