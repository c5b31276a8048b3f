import { readMovieFile } from "./movie-file.ts";
import { readPhotoFile } from "./photo-file.ts";
import type { Recording } from "./recording.ts";
import { Refused } from "./refusal.ts";
import { readMp3File, readWavFile } from "./sound-file.ts";
import type { Source } from "./source.ts";

/** Boxes with which an MP4 or MOV file may begin. */
const movieBoxes = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp", "uuid"]);

/** Recognises a file by its first bytes, never by its name, and reads its headers. */
export async function openRecording(source: Source): Promise<Recording> {
  const head = Buffer.from(await source.read(0, Math.min(12, source.size))).toString("latin1");
  if (movieBoxes.has(head.slice(4, 8))) {
    return readMovieFile(source);
  }
  if (head.startsWith("RIFF") && head.slice(8, 12) === "WAVE") {
    return readWavFile(source);
  }
  if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
    return readPhotoFile(source, "png");
  }
  if (head.startsWith("\u00FF\u00D8\u00FF")) {
    return readPhotoFile(source, "jpeg");
  }
  const second = head.charCodeAt(1);
  if (head.startsWith("ID3") || (head.startsWith("\u00FF") && (second & 0xe6) === 0xe2)) {
    return readMp3File(source);
  }
  if (source.size < 12) {
    throw new Refused("truncated", "too short for any recording");
  }
  throw new Refused("unsupported-container", "unknown kind of file");
}
