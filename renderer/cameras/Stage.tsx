import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { OpenPicture, Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { connect, disconnect, usePictures } from "../player/picture.ts";
import { Caption } from "./Caption.tsx";
import { resetCameras } from "./store.ts";
import { watchCameras } from "./sync.ts";

/** The open pictures side by side, each a page of its own with its own watermark; one of them is the active one. */
export function Stage({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { footage, open, beside = [] } = viewing;
  const cameras = open === undefined ? [] : [open, ...beside];
  const isTogether = cameras.length > 1;
  useEffect(() => (isTogether ? watchCameras(footage) : undefined), [isTogether, footage]);
  useEffect(() => resetCameras, []);
  return (
    <div className="cameras" data-cameras={cameras.length}>
      {cameras.map((camera) => (
        <Camera
          key={camera.pictureUrl}
          camera={camera}
          footage={footage.find(({ asset }) => asset === camera.asset)}
          viewing={viewing}
          isTogether={isTogether}
        />
      ))}
    </div>
  );
}

/** The frame of one picture: another origin, another process; this page sees only what its port reports. */
function Camera({
  camera: { asset, pictureUrl, pictureOrigin },
  footage,
  viewing,
  isTogether,
}: {
  readonly camera: OpenPicture;
  readonly footage: Footage | undefined;
  readonly viewing: Viewing;
  readonly isTogether: boolean;
}): ReactNode {
  const { t, locale } = useLanguage();
  const frame = useRef<HTMLIFrameElement>(null);
  const isActive = usePictures(({ active }) => active === asset);
  useEffect(() => () => disconnect(asset), [asset]);
  return (
    <section
      className={isTogether && isActive ? "camera camera-active" : "camera"}
      data-camera={asset}
      aria-label={footage?.title ?? asset}
    >
      {/* Its own answers carry the sandbox of the vault; an attribute here could only repeat it. */}
      {/* oxlint-disable-next-line react/iframe-missing-sandbox */}
      <iframe
        ref={frame}
        className="picture"
        title={isTogether ? t("cameras.picture", { title: footage?.title ?? asset }) : t("player.picture")}
        src={pictureUrl}
        allow="autoplay"
        onLoad={() => {
          const target = frame.current?.contentWindow;
          if (target !== null && target !== undefined) {
            connect({ asset, frame: target, origin: pictureOrigin, locale });
          }
        }}
      />
      {isTogether && footage !== undefined ? <Caption footage={footage} viewing={viewing} isActive={isActive} /> : null}
    </section>
  );
}
