import { DatePicker } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";

const shape = "YYYY-MM-DD";

/** A run of calendar days, both included; days belong to no zone. */
export function DayRange({
  id,
  label,
  from,
  to,
  onChange,
}: {
  readonly id: string;
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly onChange: (from: string, to: string) => void;
}): ReactNode {
  return (
    <DatePicker.RangePicker
      id={{ start: id, end: `${id}-end` }}
      aria-label={label}
      format={shape}
      allowClear={false}
      value={[dayjs(from), dayjs(to)]}
      onChange={(range) => {
        const [start, end] = range ?? [null, null];
        onChange(start?.format(shape) ?? from, end?.format(shape) ?? to);
      }}
    />
  );
}
