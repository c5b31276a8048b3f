import { Checkbox } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { CertificateToken } from "../../shared/model/person.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { useSession } from "../session/store.ts";
import { TokenList } from "../session/TokenList.tsx";
import { useRefusalFocus } from "../ui/focus.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { RoomPin } from "./RoomPin.tsx";
import { useViewing } from "./store.ts";

/** One person checks in: token and PIN, papers checked, devices deposited. */
export function CheckInStep({
  viewing,
  capacity,
}: {
  readonly viewing: Viewing;
  readonly capacity: "viewer" | "supervisor" | "clerk";
}): ReactNode {
  const { t, formats } = useLanguage();
  const tokens = useSession((store) => store.tokens);
  const [token, setToken] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [papers, setPapers] = useState(false);
  const [devices, setDevices] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  useEffect(() => {
    void useSession.getState().loadTokens();
  }, []);
  const nameIt = useNames();
  const named = capacity === "viewer" ? viewing.grant.viewers : viewing.grant.supervisors;
  const isNamed = ({ id }: CertificateToken): boolean => named.some(({ person }) => person === id);
  const namedFirst = (one: CertificateToken, other: CertificateToken): number =>
    Number(isNamed(other)) - Number(isNamed(one));
  const submit = async (id: string): Promise<void> => {
    setBusy(true);
    const refused = await useViewing
      .getState()
      .checkIn({ capacity, token: id, pin, papersChecked: papers, devicesDeposited: devices });
    setBusy(false);
    setPin("");
    setFailure(refused);
  };
  return (
    <form
      ref={form}
      className="room-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (token !== null) {
          void submit(token);
        }
      }}
    >
      <p className="room-lead">{t(`room.${capacity}Lead`)}</p>
      <p className="quiet">{t("room.named", { names: formats.list(named.map(nameIt)) })}</p>
      <Loaded of={tokens} rows={3}>
        {(found) => <TokenList tokens={found.toSorted(namedFirst)} chosen={token} onChoose={setToken} />}
      </Loaded>
      <div className="checks checks-large">
        <Checkbox data-field="papers" checked={papers} onChange={(event) => setPapers(event.target.checked)}>
          {t("room.papers")}
        </Checkbox>
        <Checkbox data-field="devices" checked={devices} onChange={(event) => setDevices(event.target.checked)}>
          {t("room.devices")}
        </Checkbox>
      </div>
      <RoomPin ready={token !== null} busy={busy} pin={pin} act={t("room.checkIn")} onPin={setPin} />
      {failure === null ? null : <Refusal failure={failure} />}
    </form>
  );
}
