import { Button, Input } from "antd";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";

/** The PIN of whoever acts in the room, and the one button; both wait until a token is chosen. */
export function RoomPin({
  ready,
  busy,
  pin,
  act,
  onPin,
}: {
  readonly ready: boolean;
  readonly busy: boolean;
  readonly pin: string;
  readonly act: string;
  readonly onPin: (pin: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="room-pin">
      <label>
        <span>{t("pin.label")}</span>
        <Input.Password
          size="large"
          value={pin}
          disabled={!ready}
          autoComplete="off"
          inputMode="numeric"
          visibilityToggle={false}
          onChange={(event) => {
            onPin(event.target.value);
          }}
        />
      </label>
      <Button type="primary" size="large" htmlType="submit" disabled={!ready || pin === "" || busy}>
        {act}
      </Button>
    </div>
  );
}
