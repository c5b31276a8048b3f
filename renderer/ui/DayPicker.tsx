import { DatePicker } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";

/** A day of the calendar, `2026-11-25`, typed or chosen; the empty text while there is none. It belongs to no zone. */
export function DayPicker({
  id,
  label,
  value,
  onChange,
}: {
  readonly id: string;
  /** Name of the field where no label stands beside it. */
  readonly label?: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}): ReactNode {
  return (
    <DatePicker
      id={id}
      {...(label === undefined ? {} : { "aria-label": label })}
      format={shape}
      value={value === "" ? null : dayjs(value)}
      onChange={(day) => {
        onChange(day?.format(shape) ?? "");
      }}
    />
  );
}

const shape = "YYYY-MM-DD";
