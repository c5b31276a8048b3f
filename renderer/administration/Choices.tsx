import { Checkbox } from "antd";
import type { ReactNode } from "react";
import { Field } from "../ui/parts.tsx";

/** Several of a closed list, with the name of the list for whoever hears the page. */
export function Choices<T extends string>({
  label,
  all,
  chosen,
  word,
  hint,
  onChange,
}: {
  readonly label: string;
  readonly all: readonly T[];
  readonly chosen: readonly T[];
  readonly word: (one: T) => string;
  readonly hint?: string;
  readonly onChange: (chosen: T[]) => void;
}): ReactNode {
  return (
    <Field label={label} wide hint={hint}>
      {(id) => (
        <fieldset id={id} className="checks" aria-label={label}>
          {all.map((one) => (
            <Checkbox
              key={one}
              checked={chosen.includes(one)}
              onChange={(event) =>
                onChange(all.filter((other) => (other === one ? event.target.checked : chosen.includes(other))))
              }
            >
              {word(one)}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </Field>
  );
}
