import { Button } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { EntryProof } from "../../shared/model/log.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Facts } from "../ui/parts.tsx";
import { checkProof, verdictOf } from "./check.ts";
import type { Checked, Step, Verdict } from "./check.ts";

interface Work {
  readonly leafHash: string | null;
  readonly steps: readonly Step[];
  readonly checked: Checked | null;
}

const unworked: Work = { leafHash: null, steps: [], checked: null };
/** Pause between levels, so that a person can follow; none for who asked the system for less motion. */
const pauseMs = 40;

function pause(): Promise<void> {
  return matchMedia("(prefers-reduced-motion: reduce)").matches
    ? Promise.resolve()
    : new Promise((resolve) => {
        setTimeout(resolve, pauseMs);
      });
}

/** The proof of one entry as a path from its leaf to the signed root, hashed while the person looks on. */
export function ProofPath({ proof }: { readonly proof: EntryProof }): ReactNode {
  const [run, setRun] = useState(0);
  return <Run key={run} proof={proof} onAgain={() => setRun(run + 1)} />;
}

function Run({ proof, onAgain }: { readonly proof: EntryProof; readonly onAgain: () => void }): ReactNode {
  const { t } = useLanguage();
  const [work, setWork] = useState<Work>(unworked);
  useEffect(() => {
    let isCurrent = true;
    const show = (change: (before: Work) => Work): void => {
      if (isCurrent) {
        setWork(change);
      }
    };
    const start = async (): Promise<void> => {
      const checked = await checkProof(proof, async (leafHash, step) => {
        show(({ steps }) => ({ leafHash, steps: step === null ? steps : [...steps, step], checked: null }));
        await pause();
      });
      show(({ leafHash, steps }) => ({ leafHash, steps, checked }));
    };
    void start();
    return () => {
      isCurrent = false;
    };
  }, [proof]);
  const { leafHash, steps, checked } = work;
  const state = checked === null ? "working" : verdictOf(checked);
  return (
    <section className={`proof proof-${state}`} aria-label={t("proof.title")} data-proof={state}>
      <p className="hint">{t("proof.explain")}</p>
      <Conclusion state={state} />
      {leafHash === null ? null : (
        <ol className="proof-path">
          {steps.length === 0 ? (
            <li className="proof-leaf">
              <Node label={t("proof.leafHash")} digest={leafHash} isOurs />
            </li>
          ) : null}
          {steps.map((step, level) => (
            <Level key={step.parent} step={step} level={level} next={steps[level + 1]?.ours ?? null} />
          ))}
          {steps.length < proof.path.length ? null : (
            <li className="proof-root">
              <Node label={t("proof.root")} digest={steps.at(-1)?.parent ?? leafHash} isOurs />
            </li>
          )}
        </ol>
      )}
      {checked === null ? null : <Signatures proof={proof} checked={checked} />}
      <div className="acts">
        <Button size="small" disabled={checked === null} onClick={onAgain}>
          {t("proof.again")}
        </Button>
      </div>
    </section>
  );
}

function Conclusion({ state }: { readonly state: "working" | Verdict }): ReactNode {
  const { t } = useLanguage();
  const words = {
    working: ["notice", "proof.computing"],
    holds: ["notice notice-green", "proof.verdictHolds"],
    fails: ["notice notice-red", "proof.verdictFails"],
    unchecked: ["notice notice-amber", "proof.verdictUnchecked"],
  } as const;
  const [look, key] = words[state];
  return (
    <p className={look} aria-live="polite">
      {t(key)}
    </p>
  );
}

function Level({
  step,
  level,
  next,
}: {
  readonly step: Step;
  readonly level: number;
  /** Side on which the digest above stands; null under the root. */
  readonly next: Step["ours"] | null;
}): ReactNode {
  const { t } = useLanguage();
  const label = (side: Step["ours"]): string =>
    side === step.ours ? t(level === 0 ? "proof.leafHash" : "proof.ours") : t("proof.sibling");
  return (
    <li className="proof-step" data-ours={step.ours}>
      <span className="visually-hidden">{t("proof.level", { level })}</span>
      <div className="proof-pair">
        {(["left", "right"] as const).map((side) => (
          <Node key={side} label={label(side)} digest={step[side]} isOurs={side === step.ours} />
        ))}
      </div>
      <svg className="proof-join" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
        <path d={`M25 0 V8 H75 V0`} />
        <path className="proof-up" d={`M${step.ours === "left" ? 25 : 75} 0 V8 H${end[next ?? "root"]} V20`} />
      </svg>
    </li>
  );
}

/** Where the digest above stands, in hundredths of the width. */
const end = { left: 25, right: 75, root: 50 } as const;

function Node({
  label,
  digest,
  isOurs,
}: {
  readonly label: string;
  readonly digest: string;
  readonly isOurs: boolean;
}): ReactNode {
  return (
    <span className={isOurs ? "proof-node proof-ours" : "proof-node"} title={digest}>
      <span className="proof-label">{label}</span>
      <code className="digest" data-digest={digest}>
        {digest.slice(0, 20)}…{digest.slice(-8)}
      </code>
    </span>
  );
}

const tones = { holds: "green", fails: "red", unchecked: "amber" } as const satisfies Record<Verdict, string>;

function Signatures({ proof, checked }: { readonly proof: EntryProof; readonly checked: Checked }): ReactNode {
  const { t, formats } = useLanguage();
  const said = (verdict: Verdict): ReactNode => <span className={tones[verdict]}>{t(`proof.${verdict}`)}</span>;
  const rootVerdict = checked.root !== null && checked.root === checked.named ? "holds" : "fails";
  const { key, receipt, size, path } = proof;
  return (
    <div className="proof-checkpoint">
      <h3>{t("proof.checkpoint")}</h3>
      <Facts
        rows={[
          [
            t("proof.root"),
            <span key="root" className={tones[rootVerdict]}>
              {t(rootVerdict === "holds" ? "proof.rootHolds" : "proof.rootFails")}
            </span>,
          ],
          [
            t("proof.steps", { n: path.length, size }),
            checked.named === null ? null : <Digest key="n" of={checked.named} />,
          ],
          [
            t("proof.signedBy", { epoch: String(key.epoch) }),
            <span key="signed">
              {said(checked.signature)}{" "}
              <span className="quiet">{t("proof.keyEntry", { entry: String(key.entry) })}</span>
              <Digest of={key.publicKey} />
            </span>,
          ],
          [
            t("proof.cosignedBy"),
            receipt === undefined || checked.cosignature === null ? (
              <span key="none" className="amber">
                {t("proof.notCosigned")}
              </span>
            ) : (
              <span key="cosigned">
                {said(checked.cosignature)}{" "}
                <span className="quiet figures">
                  {receipt.signer} {t("proof.cosignedAt", { time: formats.exact(receipt.time) })}
                </span>
                <Digest of={receipt.publicKey} />
              </span>
            ),
          ],
        ]}
      />
      <details>
        <summary>{t("proof.note")}</summary>
        {/* Scrolls sideways, so the keyboard must reach it. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls */}
        <pre className="bytes" tabIndex={0}>
          {proof.checkpoint}
        </pre>
      </details>
    </div>
  );
}

function Digest({ of }: { readonly of: string }): ReactNode {
  return <code className="digest line">{of}</code>;
}
