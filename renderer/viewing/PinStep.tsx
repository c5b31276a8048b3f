import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { CertificateToken } from "../../shared/model/person.ts";
import { useSession } from "../session/store.ts";
import { TokenList } from "../session/TokenList.tsx";
import { useRefusalFocus } from "../ui/focus.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { RoomPin } from "./RoomPin.tsx";

/** A supervisor's act: their token, their PIN, one button. */
export function PinStep({
  lead,
  explain,
  act,
  first,
  onAct,
}: {
  readonly lead: string;
  readonly explain?: string;
  readonly act: string;
  /** Persons whose tokens come first in the list: those of whom one is asked. */
  readonly first?: readonly { readonly person: string }[];
  readonly onAct: (token: string, pin: string) => Promise<Failure | null>;
}): ReactNode {
  const tokens = useSession((store) => store.tokens);
  const [token, setToken] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRefusalFocus(failure);
  useEffect(() => {
    void useSession.getState().loadTokens();
  }, []);
  const isAsked = ({ id }: CertificateToken): boolean => first?.some(({ person }) => person === id) === true;
  const askedFirst = (one: CertificateToken, other: CertificateToken): number =>
    Number(isAsked(other)) - Number(isAsked(one));
  const submit = async (id: string): Promise<void> => {
    setBusy(true);
    const refused = await onAct(id, pin);
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
      <p className="room-lead">{lead}</p>
      {explain === undefined ? null : <p className="quiet">{explain}</p>}
      <Loaded of={tokens} rows={3}>
        {(found) => <TokenList tokens={found.toSorted(askedFirst)} chosen={token} onChoose={setToken} />}
      </Loaded>
      <RoomPin ready={token !== null} busy={busy} pin={pin} act={act} onPin={setPin} />
      {failure === null ? null : <Refusal failure={failure} />}
    </form>
  );
}
