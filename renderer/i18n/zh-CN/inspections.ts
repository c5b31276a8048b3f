/** 抽查：计划、抽签、稽查表、台账。 */
export const inspections = {
  "entry.draw.commit": "抽签承诺",
  "told.draw.commit":
    "{who} 固定了计划 {plan} 第 {round} 次抽签的抽样框：共 {items} 项，摘要 {digest}。种子此时尚不存在。",
} as const;
