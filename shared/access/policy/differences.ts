import type { PolicyPack } from "../../model/policy.ts";
import type { Text } from "../../model/policy/text.ts";
import { sectionWords } from "./provision-words.ts";
import { provisionsOf, type Provision } from "./provisions.ts";

/** One thing that another pack would change. */
export interface Difference {
  readonly section: keyof PolicyPack;
  readonly sectionName: Text;
  /** What it is about; absent where a section changed in something that has no sentence of its own. */
  readonly name?: Text;
  /** Absent when the pack in force says nothing of it. */
  readonly was?: Provision;
  /** Absent when the next pack says nothing of it. */
  readonly becomes?: Provision;
}

/**
 * What changes for people when one pack takes the place of another, in words.
 *
 * Nothing is left out: a section that differs and has no sentence for it is named, and so is every article that is worded
 * anew. Two packs without a difference lay down the same.
 */
export function differencesOf(before: PolicyPack, after: PolicyPack): readonly Difference[] {
  const rest = whole
    .filter((section) => JSON.stringify(silentOf(section, before)) !== JSON.stringify(silentOf(section, after)))
    .map((section): Difference => ({ section, sectionName: sectionWords[section] }));
  return [...tellable(before, after), ...rest];
}

/** Name and version differ always, and what a pack rests on stands in its own sections. */
const whole = (Object.keys(sectionWords) as readonly (keyof PolicyPack)[]).filter(
  (section) => section !== "pack" && section !== "version" && section !== "base",
);

/** What sections with sentences have beside them; a step's role, for one, stands in no sentence. */
const silent: { readonly [S in keyof PolicyPack]?: (pack: PolicyPack) => unknown } = {
  purposes: () => null,
  applicantClasses: () => null,
  verbs: () => null,
  refusalGrounds: () => null,
  playBudget: () => null,
  validity: () => null,
  pause: () => null,
  idle: () => null,
  presenceConfirmation: () => null,
  offline: () => null,
  longRange: () => null,
  pin: () => null,
  excerpt: () => null,
  cameras: () => null,
  timeMatch: ({ timeMatch }) => [timeMatch.demanded, timeMatch.suspension?.role],
  custodian: () => null,
  presence: ({ presence }) => presence.map(({ classes }) => classes),
  papers: () => null,
  grades: () => null,
  floors: () => null,
  thirdParty: ({ thirdParty }) => thirdParty.demanded,
  urgent: ({ urgent: { allowed: _allowed, article: _article, ...plan } }) => plan,
  notice: ({ notice }) => notice.title,
  approval: ({ approval }) =>
    approval.map((rule) => [rule.id, rule.when, "steps" in rule ? rule.steps.map(({ role }) => role) : []]),
  retention: ({ retention: { base, litigation, medium, destruction } }) => [
    base.demanded,
    litigation,
    medium,
    destruction,
  ],
  handIn: ({ handIn: { rules: _rules, ...others } }) => others,
};

function silentOf(section: keyof PolicyPack, pack: PolicyPack): unknown {
  const beside = silent[section];
  return beside === undefined ? pack[section] : beside(pack);
}

function tellable(before: PolicyPack, after: PolicyPack): Difference[] {
  const [old, next] = [keyed(provisionsOf(before)), keyed(provisionsOf(after))];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((key): Difference[] => {
    const [was, becomes] = [old.get(key), next.get(key)];
    const { section, name } = becomes ?? was ?? { section: null, name: null };
    return section === null || isSame(was, becomes)
      ? []
      : [
          {
            section,
            sectionName: sectionWords[section],
            name,
            ...(was === undefined ? {} : { was }),
            ...(becomes === undefined ? {} : { becomes }),
          },
        ];
  });
}

/** Two rows under one name, as contradictory periods, are the first and the second of that name. */
function keyed(provisions: readonly Provision[]): Map<string, Provision> {
  const rows = new Map<string, Provision>();
  for (const provision of provisions) {
    const name = `${provision.section} ${provision.name.en}`;
    const place = [...rows.keys()].filter((key) => key.startsWith(`${name}#`)).length;
    rows.set(`${name}#${place}`, provision);
  }
  return rows;
}

function isSame(one: Provision | undefined, other: Provision | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.words.zh === other.words.zh &&
    one.words.en === other.words.en &&
    one.articles.join(" ") === other.articles.join(" ")
  );
}
