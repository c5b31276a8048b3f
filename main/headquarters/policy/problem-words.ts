import type { Text } from "../../../shared/model/policy/text.ts";
import type { PolicyProblem, PolicyProblemCode } from "./problems.ts";

const problems: Readonly<Record<PolicyProblemCode, (detail: string) => Text>> = {
  unreadable: (detail) => ({ zh: `无法读取文件 ${detail}`, en: `file ${detail} cannot be read` }),
  "not-json": (detail) => ({ zh: `不是 JSON：${detail}`, en: `not JSON: ${detail}` }),
  missing: (detail) => ({ zh: `缺少此项（应为 ${detail}）`, en: `missing (${detail} expected)` }),
  "unknown-field": (detail) => ({ zh: `没有名为“${detail}”的项`, en: `there is no field “${detail}”` }),
  "wrong-type": (detail) => ({ zh: `类型不对（应为 ${detail}）`, en: `of the wrong type (${detail} expected)` }),
  "not-listed": (detail) => ({ zh: `不在可选值之内：${detail}`, en: `not one of ${detail}` }),
  "out-of-bounds": (detail) => ({ zh: `超出范围（应 ${detail}）`, en: `out of bounds (has to be ${detail})` }),
  "wrong-form": (detail) => ({
    zh: detail === "" ? "格式不对" : `格式不对：${detail}`,
    en: detail === "" ? "of the wrong form" : `of the wrong form: ${detail}`,
  }),
  "article-missing": (detail) => ({
    zh: `有规则引用条文 ${detail}，但包内没有该条文`,
    en: `a rule rests on the article ${detail}, which the pack does not contain`,
  }),
  "article-reworded": (detail) => ({
    zh: `条文 ${detail} 属于被扩展的规则包，不得在此改写；请另立条文号`,
    en: `the article ${detail} belongs to the pack underneath and may not be worded anew; give it another name`,
  }),
  "base-unknown": (detail) => ({ zh: `没有名为“${detail}”的规则包`, en: `there is no pack “${detail}”` }),
  "base-circular": (detail) => ({
    zh: `规则包“${detail}”扩展了自己`,
    en: `the pack “${detail}” extends itself`,
  }),
};

/** One problem of a file, located. */
export function problemText({ at, problem, detail }: PolicyProblem): Text {
  const { zh, en } = problems[problem](detail);
  const place = at === "" ? { zh: "整个文件", en: "the file" } : { zh: at, en: at };
  return { zh: `${place.zh}：${zh}。`, en: `${place.en}: ${en}.` };
}
