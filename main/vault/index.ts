export { createVault, type Vault } from "./vault.ts";
export { pictureFilesIn } from "./picture-files.ts";
export type {
  ConfirmedFrame,
  LeaseDesk,
  OpenedPicture,
  PackageSource,
  PictureFiles,
  PictureOrder,
  PictureStop,
  VaultPorts,
} from "./ports.ts";
