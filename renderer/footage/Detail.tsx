import { Button } from "antd";
import type { ReactNode } from "react";
import { suspensionOver } from "../../shared/access/declarations.ts";
import { triggerWords } from "../../shared/access/policy/names.ts";
import type { Footage } from "../../shared/model/footage.ts";
import { Coverage } from "../cameras/Coverage.tsx";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { KeptCell, Reasons } from "../retention/kept.tsx";
import { useSession } from "../session/store.ts";
import { useNames } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { OpenUnder } from "../standing-orders/OpenUnder.tsx";
import { ArticleLink } from "../ui/article.tsx";
import { Facts } from "../ui/parts.tsx";
import { offsetWords } from "../times/words.ts";
import { mayDo } from "./may.ts";

/** Everything the catalogue knows about one recording (form F21). */
export function Detail({ footage }: { readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  const person = useSession(({ current }) => current?.person);
  const may = person === undefined ? null : mayDo(footage, person);
  return (
    <>
      <h2>{footage.title}</h2>
      {may === null ? null : (
        <div className="detail-may">
          {may.request ? (
            <Button
              type="primary"
              onClick={() => {
                useRouter.getState().go({ at: "requestForm", asset: footage.asset });
              }}
            >
              {t("footage.mayRequest")}
            </Button>
          ) : null}
          <Button
            onClick={() => {
              useRouter.getState().go({ at: "annotations", asset: footage.asset });
            }}
          >
            {t("annotate.ofFootage")}
          </Button>
          <Button
            onClick={() => {
              useRouter.getState().go({ at: "times", asset: footage.asset });
            }}
          >
            {t("times.open")}
          </Button>
          <Button
            onClick={() => {
              useRouter.getState().go({ at: "declarations" });
            }}
          >
            {t("declarations.open")}
          </Button>
          <p className="hint">{t(may.why)}</p>
          {footage.destroyedOn === undefined ? <OpenUnder footage={footage} /> : null}
        </div>
      )}
      <Facts
        rows={[
          [
            t("footage.code"),
            <span key="code" className="figures">
              {footage.asset}
            </span>,
          ],
          [t("footage.case"), footage.caseNo],
          [t("footage.cause"), footage.caseCause],
          [t("footage.party"), footage.caseParty],
          [t("footage.inspected"), footage.inspectedUnit],
          [t("footage.place"), footage.place],
          [
            t("footage.from"),
            <span key="from" className="figures">
              {formats.exact(footage.recordedFrom)}
            </span>,
          ],
          [
            t("footage.to"),
            <span key="to" className="figures">
              {formats.exact(footage.recordedTo)}
            </span>,
          ],
          [t("footage.length"), footage.kind === "photo" ? null : span(footage.durationMs)],
          [t("footage.frames"), formats.number(footage.frames)],
          [t("footage.rate"), <Rate key="rate" footage={footage} />],
          [t("footage.picture"), footage.width > 0 ? `${footage.width} × ${footage.height}` : null],
          [
            t("player.rendition"),
            footage.rendition === undefined
              ? null
              : t(`player.rendition.${footage.rendition.kind}`, { codec: footage.rendition.codec.toUpperCase() }),
          ],
          ...clockRow(footage, t),
          [t("footage.gapList"), footage.gaps.length === 0 ? null : <Gaps key="gaps" footage={footage} />],
          [t("footage.who"), <Wearers key="who" footage={footage} />],
          [t("footage.unit"), `${footage.unit} / ${footage.squad}`],
          [t("footage.device"), footage.device],
          [t("footage.source"), t(`source.${footage.source}`)],
          [t("footage.secrecy"), t(`secrecy.${footage.secrecy}`)],
          [t("footage.volume"), t(`volume.${footage.volume}`)],
          [t("footage.custody"), t(`custody.${footage.state}`)],
          [t("footage.custodian"), footage.custodian],
          [t("footage.retention"), <Kept key="kept" footage={footage} />],
          [t("footage.holdList"), <Held key="held" footage={footage} />],
          [t("footage.size"), formats.bytes(footage.bytes)],
          [
            t("footage.originalDigest"),
            <span key="original" className="digest">
              {footage.originalDigest}
            </span>,
          ],
          [
            t("footage.manifestDigest"),
            <span key="manifest" className="digest">
              {footage.manifestDigest}
            </span>,
          ],
        ]}
      />
      {footage.kind === "video" && footage.destroyedOn === undefined ? <Coverage footage={footage} /> : null}
    </>
  );
}

/** Each break with what explains it: said aloud, or an approved form F15 (O-66, O-67). */
function Gaps({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  const isMine = footage.wearers.some(({ person }) => person === me);
  return (
    <ul className="lines">
      {footage.gaps.map((gap) => {
        const over = gap.explained ? undefined : suspensionOver(footage, gap);
        const isOpen = !gap.explained && over === undefined;
        const at = Date.parse(footage.recordedFrom) + gap.atMs - footage.clockOffsetSeconds * 1000;
        return (
          <li key={gap.atMs}>
            <span className="figures">{t("footage.gapAt", { at: span(gap.atMs), length: span(gap.lengthMs) })}</span>{" "}
            {over === undefined ? (
              <span className={isOpen ? "amber" : "quiet"}>
                {t(isOpen ? "footage.gapOpen" : "footage.gapExplained")}
              </span>
            ) : (
              t("footage.gapSuspended", { number: over.number, reason: t(`declarations.reason.${over.reason}`) })
            )}{" "}
            {isOpen && isMine ? (
              <Button
                size="small"
                onClick={() => {
                  // Whole seconds, as a person writes them: the gap lies inside.
                  const from = new Date(Math.floor(at / 1000) * 1000).toISOString();
                  const to = new Date(Math.ceil((at + gap.lengthMs) / 1000) * 1000).toISOString();
                  const start = { kind: "suspension", device: footage.device, from, to } as const;
                  useRouter.getState().go({ at: "declarations", start });
                }}
              >
                {t("footage.gapDeclare")}
              </Button>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function Kept({ footage: { due, retainUntil, destroyedOn } }: { readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  if (destroyedOn !== undefined) {
    return t("footage.destroyed", { date: formats.date(destroyedOn) });
  }
  return due === undefined ? (
    formats.date(retainUntil)
  ) : (
    <>
      <KeptCell due={due} />
      <Reasons due={due} />
    </>
  );
}

function Held({ footage: { held, holds } }: { readonly footage: Footage }): ReactNode {
  const { t, formats, pick } = useLanguage();
  if (held === undefined) {
    return formats.list(holds);
  }
  return held.length === 0 ? (
    t("common.none")
  ) : (
    <ul className="lines">
      {held.map(({ trigger, article, level }) => (
        <li key={`${trigger} ${level}`}>
          {t("footage.heldAs", { name: pick(triggerWords[trigger]), level: t(`retention.level.${level}`) })}{" "}
          <ArticleLink id={article} />
        </li>
      ))}
    </ul>
  );
}

function clockRow(
  { clockOffsetSeconds: offset }: Footage,
  t: ReturnType<typeof useLanguage>["t"],
): [string, ReactNode][] {
  if (offset === 0) {
    return [];
  }
  return [
    [
      "",
      <span key="clock" className="amber">
        {t("footage.clock", { offset: offsetWords(offset, { t }) })}
      </span>,
    ],
  ];
}

function Rate({ footage: { frameRate, kind } }: { readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  if (kind === "photo") {
    return t("common.none");
  }
  return frameRate === null
    ? t("footage.rateVaries")
    : formats.number(Math.round((frameRate.numerator * 100) / frameRate.denominator) / 100);
}

function Wearers({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const nameIt = useNames();
  return footage.wearers.map((wearer) => (
    <span key={wearer.person} className="line">
      {nameIt(wearer)} <span className="quiet">{t("footage.certificateNo", { no: wearer.certificateNo })}</span>
    </span>
  ));
}
