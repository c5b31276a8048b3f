import { DatePicker } from "antd";
import type { ReactNode } from "react";
import { useLanguage } from "../../i18n/language.tsx";
import { momentOf, pickerTime } from "../../i18n/zone.ts";

/** From when to when a grant may be used, shown and taken in the authority's time. */
export function WindowPicker({
  id,
  validFrom,
  validTo,
  onChange,
}: {
  readonly id: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly onChange: (window: { readonly validFrom: string; readonly validTo: string }) => void;
}): ReactNode {
  const {
    t,
    formats: { timeZone },
  } = useLanguage();
  return (
    <DatePicker.RangePicker
      id={{ start: id, end: `${id}-end` }}
      aria-label={t("form.window")}
      showTime={{ format: "HH:mm" }}
      format="YYYY-MM-DD HH:mm"
      allowClear={false}
      value={[pickerTime(validFrom, timeZone), pickerTime(validTo, timeZone)]}
      onChange={(range) => {
        const [start, end] = range ?? [null, null];
        onChange({
          validFrom: start === null ? validFrom : momentOf(start, timeZone),
          validTo: end === null ? validTo : momentOf(end, timeZone),
        });
      }}
    />
  );
}
