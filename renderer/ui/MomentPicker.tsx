import { DatePicker } from "antd";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { momentOf, pickerTime } from "../i18n/zone.ts";

/** A date and time to the second, read and written in the authority's zone. */
export function MomentPicker({
  id,
  label,
  value,
  near,
  onChange,
}: {
  readonly id?: string;
  /** Name of the field where no label stands beside it. */
  readonly label?: string;
  readonly value: string | null;
  /** The day that the calendar opens at. */
  readonly near: string;
  readonly onChange: (iso: string) => void;
}): ReactNode {
  const {
    formats: { timeZone },
  } = useLanguage();
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { "aria-label": label })}
      showTime
      format="YYYY-MM-DD HH:mm:ss"
      allowClear={false}
      defaultPickerValue={pickerTime(near, timeZone)}
      value={value === null ? null : pickerTime(value, timeZone)}
      onChange={(shown) => {
        if (shown !== null) {
          onChange(momentOf(shown, timeZone));
        }
      }}
    />
  );
}
