import { Button, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { ExtractionView, ShownCitation } from "../../shared/model/extraction.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Panel } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";

const modulePixels = 3;

/** The citation of any of the ordered frames, as text to copy down and as codes to scan. */
export function Citation({ record }: { readonly record: ExtractionView }): ReactNode {
  const { t } = useLanguage();
  const { asset, from, to } = record.form.order;
  const [frame, setFrame] = useState<number | null>(null);
  const [answer, setAnswer] = useState<Result<ShownCitation, Failure> | null>(null);
  const cite = async (of: number): Promise<void> => {
    setFrame(of);
    setAnswer(await workstation.evidence.cite({ asset, frame: of }));
  };
  return (
    <Panel title={t("evidence.citation")}>
      <p className="hint">{t("evidence.citationHint")}</p>
      {to - from === 1 ? (
        <div className="acts">
          <Button aria-pressed={frame === from} onClick={() => void cite(from)}>
            {t("evidence.cite")}
          </Button>
        </div>
      ) : (
        <>
          <div className="acts">
            <Button aria-pressed={frame === from} onClick={() => void cite(from)}>
              {t("evidence.cite")} · {t("evidence.citeFirst")}
            </Button>
            <Button aria-pressed={frame === to - 1} onClick={() => void cite(to - 1)}>
              {t("evidence.cite")} · {t("evidence.citeLast")}
            </Button>
          </div>
          <Other from={from} to={to} onCite={(of) => void cite(of)} />
        </>
      )}
      {answer?.ok === true ? <Shown {...answer.value} /> : null}
      {answer?.ok === false ? <Refusal failure={answer.failure} /> : null}
    </Panel>
  );
}

/** Any frame between the two ends, by its number. */
function Other({
  from,
  to,
  onCite,
}: {
  readonly from: number;
  readonly to: number;
  readonly onCite: (frame: number) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [typed, setTyped] = useState("");
  const frame = /^\d+$/u.test(typed) ? Number(typed) : -1;
  const isInside = frame >= from && frame < to;
  return (
    <form
      className="citation-other"
      onSubmit={(event) => {
        event.preventDefault();
        if (isInside) {
          onCite(frame);
        }
      }}
    >
      <Input
        className="figures"
        aria-label={t("evidence.citeWhich", { from: String(from), last: String(to - 1) })}
        placeholder={`${String(from)}–${String(to - 1)}`}
        inputMode="numeric"
        status={typed === "" || isInside ? "" : "error"}
        value={typed}
        onChange={(event) => setTyped(event.target.value.trim())}
      />
      <Button htmlType="submit" disabled={!isInside}>
        {t("evidence.cite")} · {t("evidence.citeOther")}
      </Button>
    </form>
  );
}

function Shown({ citation, codes }: ShownCitation): ReactNode {
  const { t } = useLanguage();
  return (
    <>
      <div className="citation-codes">
        {codes.map(({ size, path }, index) => (
          <svg
            key={path}
            // Whole pixels for each module: a code between pixels is read by no camera.
            width={(size + 8) * modulePixels}
            height={(size + 8) * modulePixels}
            viewBox={`-4 -4 ${String(size + 8)} ${String(size + 8)}`}
            role="img"
            aria-label={t("evidence.code", { part: index + 1, parts: codes.length })}
          >
            <path d={path} />
          </svg>
        ))}
      </div>
      <Input.TextArea
        className="figures citation-text"
        aria-label={t("evidence.citeText")}
        readOnly
        rows={8}
        value={citation}
        onFocus={(event) => event.currentTarget.select()}
      />
    </>
  );
}
