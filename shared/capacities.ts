/** In which capacity somebody is in the viewing room (form F6). No schema here, so that a screen can walk the list. */
export const capacities = [
  "viewer", // 查阅人
  "supervisor", // 监督人
  "clerk", // 经办人
  "interpreter", // 翻译人员
  "guardian", // 法定代理人
] as const;
export type Capacity = (typeof capacities)[number];
