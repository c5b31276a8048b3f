import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { paperWords } from "../../shared/access/policy/names.ts";
import type { Failure } from "../../shared/failure.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import type { Attachment } from "../../shared/model/request-steps.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Facts } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";

interface Opened {
  readonly attachment: Attachment;
  readonly content: string;
}

/** Scans that the applicant handed in; each opens as its facts and, where it is a picture, as the picture itself. */
export function Scans({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t, pick } = useLanguage();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async (digest: string): Promise<void> => {
    const answer = await workstation.requests.openScan({ digest });
    setFailure(answer.ok ? null : answer.failure);
    setOpened(answer.ok ? answer.value : null);
  };
  return (
    <>
      <ul className="way" aria-label={t("way.scans")}>
        {(record.form.attachments ?? []).map(({ paper, digest }) => (
          <li key={digest}>
            <Button size="small" onClick={() => void open(digest)}>
              {t("way.openScan")}
            </Button>
            <div>
              {pick(paperWords[paper])}
              <span className="row-note digest">{digest}</span>
            </div>
          </li>
        ))}
      </ul>
      {failure === null ? null : <Refusal failure={failure} />}
      {opened === null ? null : <Scan opened={opened} />}
    </>
  );
}

function Scan({ opened: { attachment, content } }: { readonly opened: Opened }): ReactNode {
  const { t, formats } = useLanguage();
  const { name, kind, bytes, pages, at } = attachment;
  return (
    <section aria-label={name} aria-live="polite">
      <Facts
        rows={[
          [t("way.scan.name"), name],
          [t("way.scan.kind"), kind.toUpperCase()],
          [t("way.scan.bytes"), t("way.scan.size", { n: formats.number(bytes) })],
          [t("way.scan.pages"), formats.number(pages)],
          [t("way.scan.at"), formats.exact(at)],
        ]}
      />
      {kind === "pdf" ? <p className="hint">{t("way.scan.pdf")}</p> : <Picture name={name} content={content} />}
    </section>
  );
}

/** Drawn from memory: nothing of a paper is written anywhere. */
function Picture({ name, content }: { readonly name: string; readonly content: string }): ReactNode {
  const { t } = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    const draw = async (): Promise<void> => {
      const bytes = Uint8Array.from(atob(content), (sign) => sign.codePointAt(0) ?? 0);
      const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => null);
      const element = canvas.current;
      if (!isCurrent || bitmap === null || element === null) {
        setBroken(bitmap === null);
        return;
      }
      element.width = bitmap.width;
      element.height = bitmap.height;
      element.getContext("2d")?.drawImage(bitmap, 0, 0);
      bitmap.close();
    };
    void draw();
    return () => {
      isCurrent = false;
    };
  }, [content]);
  return isBroken ? (
    <p className="amber">{t("words.attachment.damaged")}</p>
  ) : (
    <canvas ref={canvas} className="scan" role="img" aria-label={name} />
  );
}
