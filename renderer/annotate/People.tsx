import { Input } from "antd";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import type { PersonId } from "../../shared/model/person.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { nameOf, usePersonName } from "../shell/names.ts";

const mostShown = 8;
/** As many as a note carries. */
const mostChosen = 20;

/** Chooses people of the authority. It opens in its own place: nothing may hang over the picture. */
export function People({
  label,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly chosen: readonly PersonId[];
  readonly onChange: (people: PersonId[]) => void;
}): ReactNode {
  const { t, locale, formats } = useLanguage();
  const directory = useSession((store) => store.directory);
  const me = useSession(({ current }) => current?.person.person);
  const nameIt = usePersonName();
  const [search, setSearch] = useState("");
  const id = useId();
  const found = [...directory.values()].filter(
    (person) =>
      person.roles.length > 0 &&
      person.person !== me &&
      `${person.name} ${person.latinName} ${person.post}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const first = found.toSorted(
    (one, other) => Number(chosen.includes(other.person)) - Number(chosen.includes(one.person)),
  );
  return (
    <details className="people">
      <summary>
        {label}
        <span className="quiet">{chosen.length === 0 ? t("common.none") : formats.list(chosen.map(nameIt))}</span>
      </summary>
      <Input
        size="small"
        aria-label={`${label}: ${t("annotate.person")}`}
        placeholder={t("annotate.person")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <fieldset aria-label={label}>
        {first.slice(0, Math.max(mostShown, chosen.length)).map((person) => (
          <label key={person.person} htmlFor={`${id}/${person.person}`}>
            <input
              id={`${id}/${person.person}`}
              type="checkbox"
              checked={chosen.includes(person.person)}
              disabled={chosen.length >= mostChosen && !chosen.includes(person.person)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...chosen, person.person] : chosen.filter((one) => one !== person.person),
                )
              }
            />
            <span>{nameOf(person, locale)}</span>
            <span className="quiet">{person.post}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
