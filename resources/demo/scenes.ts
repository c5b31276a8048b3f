import { canvas, dice, type Motion, type Point, Scene } from "./drawing.ts";

interface Person {
  readonly x: number;
  /** Where the feet stand. */
  readonly y: number;
  readonly scale: number;
  readonly clothes: "uniform" | "apron" | "coat";
  readonly tint?: string;
  readonly motion?: Motion;
  readonly back?: boolean;
}

/** A standing person in flat shapes; uniformed people wear a cap and a badge. */
function person(scene: Scene, { x, y, scale: s, clothes, tint, motion, back }: Person): void {
  const move = motion === undefined ? {} : { motion };
  const body = { uniform: "#22375a", apron: "#b9c2c9", coat: tint ?? "#7a4b3a" }[clothes];
  const dark = { uniform: "#192a46", apron: "#8f9aa3", coat: "#4b3029" }[clothes];
  const skin = "#e3b592";
  scene.ellipse(x, y, 62 * s, 12 * s, { fill: "#000000", alpha: 170, blur: 6, ...move });
  scene.round(x - 30 * s, y - 150 * s, 26 * s, 148 * s, 8, { fill: "#2b2f38", ...move });
  scene.round(x + 4 * s, y - 150 * s, 26 * s, 148 * s, 8, { fill: "#252932", ...move });
  scene.round(x - 34 * s, y - 10 * s, 34 * s, 12 * s, 5, { fill: "#15171b", ...move });
  scene.round(x + 2 * s, y - 10 * s, 34 * s, 12 * s, 5, { fill: "#15171b", ...move });
  scene.round(x - 46 * s, y - 290 * s, 92 * s, 158 * s, 24 * s, { fill: body, ...move });
  scene.round(x - 62 * s, y - 284 * s, 24 * s, 130 * s, 12 * s, { fill: dark, ...move });
  scene.round(x + 38 * s, y - 284 * s, 24 * s, 130 * s, 12 * s, { fill: dark, ...move });
  scene.ellipse(x - 50 * s, y - 150 * s, 12 * s, 13 * s, { fill: skin, ...move });
  scene.ellipse(x + 50 * s, y - 150 * s, 12 * s, 13 * s, { fill: skin, ...move });
  scene.rect(x - 12 * s, y - 308 * s, 24 * s, 26 * s, { fill: "#cf9f7d", ...move });
  scene.ellipse(x, y - 336 * s, 33 * s, 40 * s, { fill: back === true ? "#23201f" : skin, ...move });
  if (back !== true) {
    scene.polygon(
      [
        [x - 34 * s, y - 336 * s],
        [x - 32 * s, y - 368 * s],
        [x, y - 382 * s],
        [x + 32 * s, y - 368 * s],
        [x + 34 * s, y - 336 * s],
        [x + 24 * s, y - 354 * s],
        [x - 22 * s, y - 356 * s],
      ],
      { fill: "#23201f", ...move },
    );
    scene.ellipse(x - 12 * s, y - 336 * s, 3.4 * s, 4 * s, { fill: "#2a2220", ...move });
    scene.ellipse(x + 12 * s, y - 336 * s, 3.4 * s, 4 * s, { fill: "#2a2220", ...move });
    scene.round(x - 9 * s, y - 317 * s, 18 * s, 3.5 * s, 2, { fill: "#a8665a", ...move });
  }
  if (clothes === "uniform") {
    scene.round(x - 40 * s, y - 382 * s, 80 * s, 22 * s, 10 * s, { fill: "#1b2c4a", ...move });
    scene.round(x - 44 * s, y - 366 * s, 88 * s, 9 * s, 4 * s, { fill: "#0f1a2e", ...move });
    if (back === true) {
      scene.text(x, y - 246 * s, "行政执法", { fill: "#e8edf5", size: 22 * s, bold: true, anchor: 5, ...move });
    } else {
      scene.ellipse(x, y - 372 * s, 7 * s, 7 * s, { fill: "#d9b65a", ...move });
      scene.round(x + 8 * s, y - 258 * s, 28 * s, 10 * s, 2, { fill: "#c9d3e2", ...move });
      scene.round(x - 34 * s, y - 262 * s, 22 * s, 30 * s, 4, { fill: "#101318", ...move });
      scene.ellipse(x - 23 * s, y - 252 * s, 6 * s, 6 * s, { fill: "#3a4a60", ...move });
      scene.polygon(
        [
          [x - 8 * s, y - 288 * s],
          [x + 8 * s, y - 288 * s],
          [x + 4 * s, y - 236 * s],
          [x, y - 228 * s],
          [x - 4 * s, y - 236 * s],
        ],
        { fill: "#0e1625", ...move },
      );
    }
  }
  if (clothes === "apron") {
    scene.round(x - 34 * s, y - 246 * s, 68 * s, 150 * s, 10 * s, { fill: "#3f6f5f", ...move });
    scene.rect(x - 26 * s, y - 282 * s, 8 * s, 40 * s, { fill: "#3f6f5f", ...move });
    scene.rect(x + 18 * s, y - 282 * s, 8 * s, 40 * s, { fill: "#3f6f5f", ...move });
  }
}

export interface Shop {
  readonly name: string;
  readonly street: string;
  readonly sign: string;
  readonly wall: string;
  readonly stripe: string;
  readonly seed: number;
}

function shelves(
  scene: Scene,
  x: number,
  y: number,
  width: number,
  height: number,
  rows: number,
  seed: number,
  frame: string,
): void {
  const next = dice(seed);
  const paints = [
    "#c8553d",
    "#e0a43c",
    "#5b8c5a",
    "#3f7cac",
    "#8d5b8c",
    "#d9d2c0",
    "#b8433f",
    "#4e9b8f",
    "#e7c86e",
    "#7b8fa1",
  ];
  scene.rect(x, y, width, height, { fill: frame });
  const step = height / rows;
  for (let row = 0; row < rows; row++) {
    const floor = y + (row + 1) * step - 10;
    scene.rect(x + 8, y + row * step + 6, width - 16, step - 16, { fill: "#2c2620" });
    scene.rect(x + 8, floor - 6, width - 16, 4, { fill: "#000000", alpha: 120 });
    for (let at = x + 14; at < x + width - 40;) {
      const wide = 20 + next() * 30;
      const tall = step * (0.42 + next() * 0.36);
      const fill = paints[Math.floor(next() * paints.length)] ?? "#c8553d";
      if (next() < 0.35) {
        scene.rect(at, floor - tall * 1.12, wide * 0.45, tall * 1.12, { fill });
        scene.rect(at + 2, floor - tall * 0.95, wide * 0.45 - 4, 5, { fill: "#e7d9a8" });
        scene.rect(at + 2, floor - tall * 0.3, wide * 0.45 - 4, 5, { fill: "#e7d9a8" });
        at += wide * 0.45 + 2;
      } else {
        scene.rect(at, floor - tall, wide, tall, { fill });
        scene.rect(at + 3, floor - tall + tall * 0.25, wide - 6, tall * 0.3, { fill: "#f3efe4", alpha: 30 });
        scene.rect(at + wide - 4, floor - tall, 4, tall, { fill: "#000000", alpha: 190 });
        at += wide + 4;
      }
    }
    scene.rect(x + 4, floor, width - 8, 10, { fill: "#8a6f4e" });
    for (let tag = x + 30; tag < x + width - 40; tag += 92) {
      scene.rect(tag, floor + 1, 34, 8, { fill: "#fdf6d8" });
    }
  }
}

/** The street in front of the shop; the colleague walks to the door. */
export function storefront(lengthMs: number, shop: Shop): Scene {
  const scene = new Scene(lengthMs);
  scene.gradient(0, 0, canvas.width, 250, "#a9c4d6", "#dfe7e6");
  scene.gradient(0, 240, canvas.width, 360, "#c4c1b7", "#a9a59b");
  scene.polygon(
    [
      [0, 250],
      [0, 120],
      [130, 96],
      [130, 60],
      [250, 60],
      [250, 250],
    ],
    { fill: "#b6b3aa" },
  );
  scene
    .rect(40, 130, 40, 52, { fill: "#8fa3ad" })
    .rect(140, 90, 38, 48, { fill: "#8fa3ad" })
    .rect(200, 90, 34, 48, { fill: "#97abb5" });
  scene.polygon(
    [
      [1060, 40],
      [1280, 10],
      [1280, 560],
      [1060, 560],
    ],
    { fill: "#c9c3b6" },
  );
  scene.gradient(150, 40, 930, 560, shop.wall, "#c9bfae");
  const next = dice(shop.seed);
  for (let row = 0; row < 9; row++) {
    for (let brick = 0; brick < 14; brick++) {
      if (next() < 0.35) {
        scene.rect(152 + brick * 66 + (row % 2) * 33, 46 + row * 13, 60, 10, { fill: "#000000", alpha: 236 });
      }
    }
  }
  scene.rect(130, 22, 970, 26, { fill: "#4a4e52" });
  scene.round(205, 78, 800, 112, 6, { fill: "#3c1512" }).round(213, 84, 784, 100, 4, { fill: shop.sign });
  scene.text(605, 134, shop.name, {
    fill: "#f6dfa4",
    size: 68,
    bold: true,
    font: "Noto Serif CJK SC",
    anchor: 5,
    spacing: 6,
    edge: { width: 2, colour: "#5a1a10" },
  });
  for (let stripe = 0; stripe < 16; stripe++) {
    const left = 190 + stripe * 52;
    const fill = stripe % 2 === 0 ? shop.stripe : "#f2efe6";
    scene.polygon(
      [
        [left, 204],
        [left + 52, 204],
        [left + 48 + (stripe - 8) * 1.6, 262],
        [left - 4 + (stripe - 8) * 1.6, 262],
      ],
      { fill },
    );
    scene.ellipse(left + 22 + (stripe - 8) * 1.6, 262, 26, 12, { fill });
  }
  scene.rect(196, 270, 820, 16, { fill: "#000000", alpha: 170, blur: 8 });
  scene.rect(210, 280, 420, 300, { fill: "#5b4a39" });
  scene.gradient(222, 292, 396, 276, "#51606a", "#38434b");
  shelves(scene, 240, 320, 360, 236, 3, shop.seed + 5, "#3a3129");
  scene.polygon(
    [
      [222, 292],
      [360, 292],
      [260, 568],
      [222, 568],
    ],
    { fill: "#ffffff", alpha: 205 },
  );
  scene.polygon(
    [
      [430, 292],
      [490, 292],
      [390, 568],
      [330, 568],
    ],
    { fill: "#ffffff", alpha: 222 },
  );
  scene.rect(418, 292, 6, 276, { fill: "#5b4a39" });
  scene
    .round(246, 300, 92, 34, 4, { fill: "#b7392d" })
    .text(292, 317, "图书音像", { fill: "#ffffff", size: 20, anchor: 5 });
  scene.rect(660, 280, 180, 312, { fill: "#4c3b2c" }).gradient(672, 292, 156, 300, "#2a3036", "#191d21");
  scene.polygon(
    [
      [672, 292],
      [742, 292],
      [742, 592],
      [672, 592],
    ],
    { fill: "#6d8591", alpha: 120 },
  );
  scene.round(726, 430, 8, 60, 4, { fill: "#d9c27a" });
  scene
    .round(682, 320, 46, 20, 3, { fill: "#2f7d4f" })
    .text(705, 330, "营业中", { fill: "#ffffff", size: 14, anchor: 5 });
  scene.rect(870, 300, 132, 170, { fill: "#e9e3d2" }).rect(876, 306, 120, 158, { fill: "#f7f3e6" });
  scene.text(936, 326, "营业执照", { fill: "#a5342b", size: 20, bold: true, anchor: 5 });
  for (let line = 0; line < 5; line++) {
    scene.rect(888, 350 + line * 20, 96 - (line % 3) * 18, 4, { fill: "#9a927f" });
  }
  scene
    .round(1020, 250, 42, 190, 4, { fill: "#1f5b8f" })
    .text(1041, 345, shop.street.split("").join("\\N"), { fill: "#ffffff", size: 25, bold: true, anchor: 5 });
  scene.gradient(0, 580, canvas.width, 140, "#a39d92", "#7d776d", 16);
  for (let line = -8; line < 16; line++) {
    scene.polygon(
      [
        [640 + line * 90, 592],
        [642 + line * 90, 592],
        [646 + line * 190, 720],
        [642 + line * 190, 720],
      ],
      { fill: "#6c675f", alpha: 90 },
    );
  }
  scene
    .rect(0, 622, canvas.width, 2, { fill: "#6c675f", alpha: 90 })
    .rect(0, 664, canvas.width, 3, { fill: "#6c675f", alpha: 90 });
  scene.round(880, 540, 70, 60, 8, { fill: "#8c5a3c" });
  for (const [dx, dy, r] of [
    [0, 0, 40],
    [-30, 16, 28],
    [32, 12, 30],
    [6, -30, 26],
  ] as const) {
    scene.ellipse(914 + dx, 510 + dy, r, r * 0.8, { fill: dx < 0 ? "#3f6b3d" : "#4f7f48" });
  }
  scene
    .round(1010, 566, 150, 14, 6, { fill: "#2d3a45" })
    .ellipse(1030, 610, 32, 32, { fill: "#22262a" })
    .ellipse(1150, 610, 32, 32, { fill: "#22262a" });
  scene.ellipse(1030, 610, 18, 18, { fill: "#8b9298" }).ellipse(1150, 610, 18, 18, { fill: "#8b9298" });
  scene.polygon(
    [
      [1020, 600],
      [1060, 540],
      [1130, 546],
      [1156, 606],
      [1120, 606],
      [1100, 580],
      [1050, 606],
    ],
    { fill: "#2f6f73" },
  );
  scene.round(1064, 528, 58, 16, 8, { fill: "#1d2125" }).polygon(
    [
      [1144, 560],
      [1160, 500],
      [1186, 494],
      [1188, 502],
      [1166, 508],
      [1156, 566],
    ],
    { fill: "#30363c" },
  );
  person(scene, {
    x: 0,
    y: 650,
    scale: 0.92,
    clothes: "coat",
    tint: "#6b5b73",
    motion: { from: [1380, 0], to: [-160, 0], start: 400, end: lengthMs },
  });
  person(scene, {
    x: 0,
    y: 690,
    scale: 1.22,
    clothes: "uniform",
    back: true,
    motion: { from: [380, 14], to: [690, -64], start: 0, end: lengthMs - 1200 },
  });
  return scene;
}

/** Inside at the counter: the owner, the shelves, and an identity card held up for the first seconds. */
export function counter(
  lengthMs: number,
  shop: Shop,
  card: { name: string; number: string; unit: string } | null,
  colleague: boolean,
): Scene {
  const scene = new Scene(lengthMs);
  scene.gradient(0, 0, canvas.width, 520, "#e4d7bd", "#cdbb97");
  for (const x of [180, 560, 940]) {
    scene
      .round(x, 0, 180, 14, 4, { fill: "#fffbe9" })
      .ellipse(x + 90, 16, 150, 40, { fill: "#fff8da", alpha: 190, blur: 20 });
  }
  shelves(scene, 40, 90, 430, 380, 4, shop.seed + 1, "#6e553a");
  shelves(scene, 830, 90, 420, 380, 4, shop.seed + 2, "#6e553a");
  scene.round(528, 70, 230, 120, 6, { fill: "#7c2a22" }).round(535, 77, 216, 106, 4, { fill: "#f6ecd2" });
  scene.text(643, 106, "出版物经营许可证", { fill: "#8f2a21", size: 22, bold: true, anchor: 5 });
  for (let line = 0; line < 3; line++) {
    scene.rect(556, 130 + line * 15, 172 - line * 34, 4, { fill: "#a39880" });
  }
  scene.ellipse(725, 160, 15, 15, { fill: "#c8372c", alpha: 60 });
  person(scene, { x: 640, y: 640, scale: 1.12, clothes: "apron" });
  scene.gradient(0, 470, canvas.width, 40, "#a57b4c", "#8a6238", 8);
  scene.gradient(0, 508, canvas.width, 212, "#7a5531", "#4d341d", 20);
  for (let board = 0; board < 8; board++) {
    scene.rect(board * 170 - 10, 512, 3, 208, { fill: "#3b2715", alpha: 60 });
  }
  scene
    .round(820, 372, 150, 96, 8, { fill: "#2b2f35" })
    .round(832, 382, 126, 68, 4, { fill: "#7fb2c4" })
    .text(895, 416, "128.50", { fill: "#0b2a36", size: 30, anchor: 5 });
  scene.rect(880, 462, 30, 16, { fill: "#1f2226" });
  for (const [index, fill] of ["#c8553d", "#e0a43c", "#3f7cac", "#f0e8d4", "#5b8c5a"].entries()) {
    scene.rect(300 + (index % 2) * 8, 456 - index * 16, 130 - index * 7, 15, { fill });
    scene.rect(306 + (index % 2) * 8, 460 - index * 16, 60, 3, { fill: "#ffffff", alpha: 90 });
  }
  for (const [index, fill] of ["#8d5b8c", "#4e9b8f", "#b8433f"].entries()) {
    scene.rect(470 + (index % 2) * 6, 456 - index * 16, 110 - index * 9, 15, { fill });
  }
  if (colleague) {
    person(scene, {
      x: 1080,
      y: 760,
      scale: 1.5,
      clothes: "uniform",
      motion: { from: [160, 0], to: [0, 0], start: 300, end: 2600 },
    });
  }
  if (card !== null) {
    heldCard(scene, card, lengthMs);
  }
  return scene;
}

function heldCard(scene: Scene, card: { name: string; number: string; unit: string }, lengthMs: number): void {
  const shown = Math.min(lengthMs, 6500);
  const phases: readonly [readonly [number, number], Motion][] = [
    [[0, 1400], { from: [120, 420], to: [0, 0], start: 0, end: 1200 }],
    [[1400, shown - 1200], { from: [0, 0], to: [-10, 8], start: 1400, end: shown - 1200 }],
    [[shown - 1200, shown], { from: [-10, 8], to: [140, 440], start: shown - 1200, end: shown }],
  ];
  for (const [span, motion] of phases) {
    const look = { span, motion };
    scene.polygon(
      [
        [700, 720],
        [620, 560],
        [700, 520],
        [860, 720],
      ],
      { fill: "#22375a", ...look },
    );
    scene.round(560, 480, 130, 110, 40, { fill: "#e3b592", ...look });
    scene.round(330, 286, 330, 232, 14, { fill: "#10131a", ...look });
    scene.round(342, 298, 306, 208, 8, { fill: "#f2eee3", ...look });
    scene.round(342, 298, 306, 44, 8, { fill: "#7d1f1b", ...look });
    scene.text(495, 321, "行政执法证", { fill: "#f3d27c", size: 30, bold: true, anchor: 5, spacing: 4, ...look });
    scene.rect(358, 356, 86, 112, { fill: "#b9c8d6", ...look });
    scene
      .ellipse(401, 398, 21, 26, { fill: "#d9ad8a", ...look })
      .round(368, 426, 66, 42, 16, { fill: "#22375a", ...look });
    scene.round(380, 368, 42, 14, 6, { fill: "#1b2c4a", ...look });
    const lines = [`姓名　${card.name}`, `证号　${card.number}`, card.unit];
    for (const [index, line] of lines.entries()) {
      scene.text(458, 360 + index * 32, line, { fill: "#2b2620", size: 20, ...look });
    }
    scene.ellipse(600, 462, 32, 32, { fill: "#c8372c", alpha: 110, ...look });
    scene.round(520, 468, 120, 34, 16, { fill: "#e3b592", ...look });
    scene.round(480, 494, 150, 30, 15, { fill: "#dcab87", ...look });
  }
}

/** The imprint page of a book close up, and a finger that points at the number. */
export function imprint(lengthMs: number): Scene {
  const scene = new Scene(lengthMs);
  scene.gradient(0, 0, canvas.width, canvas.height, "#8a6a45", "#5d4329");
  for (let grain = 0; grain < 26; grain++) {
    scene.rect(0, grain * 29 + (grain % 3) * 5, canvas.width, 2, { fill: "#3c2916", alpha: 170 });
  }
  scene.round(150, 50, 990, 640, 10, { fill: "#000000", alpha: 130, blur: 18 });
  scene.polygon(
    [
      [120, 44],
      [1130, 30],
      [1150, 668],
      [140, 690],
    ],
    { fill: "#5f7f8f" },
  );
  scene.polygon(
    [
      [134, 52],
      [420, 44],
      [432, 674],
      [152, 682],
    ],
    { fill: "#efe8d6" },
  );
  scene.polygon(
    [
      [420, 44],
      [1118, 38],
      [1136, 658],
      [432, 674],
    ],
    { fill: "#fbf8ee" },
  );
  scene.polygon(
    [
      [404, 44],
      [440, 44],
      [452, 674],
      [416, 676],
    ],
    { fill: "#000000", alpha: 215, blur: 8 },
  );
  for (let line = 0; line < 15; line++) {
    scene.rect(176, 96 + line * 36, 196 - (line % 4) * 22, 7, { fill: "#b7ab92" });
  }
  scene.text(480, 76, "图书在版编目（CIP）数据", {
    fill: "#3b352c",
    size: 36,
    bold: true,
    font: "Noto Serif CJK SC",
    turn: 0.4,
  });
  scene.rect(480, 136, 590, 3, { fill: "#3b352c" });
  const lines: readonly (readonly [string, string])[] = [
    ["书　　名", "桃坞旧事（上册）"],
    ["出版单位", "云浦文艺出版社"],
    ["书　　号", "ISBN 978-7-0000-1186-5"],
    ["版　　次", "2025年3月第1版"],
    ["印　　数", "未载明"],
    ["定　　价", "36.00 元"],
  ];
  for (const [index, [name, value]] of lines.entries()) {
    const y = 158 + index * 74;
    const hot = index === 2 || index === 4;
    scene.text(482, y, name, { fill: "#6a6156", size: 36, turn: 0.5 });
    scene.text(660, y - 1, value, { fill: hot ? "#a51f16" : "#25211c", size: 38, bold: hot, turn: 0.5 });
    scene.rect(480, y + 58, 590, 2, { fill: "#d4ccba" });
  }
  const hand: Motion = { from: [300, 260], to: [0, 0], start: 600, end: 2200 };
  scene.polygon(
    [
      [1280, 720],
      [1060, 720],
      [960, 560],
      [1010, 500],
      [1280, 600],
    ],
    { fill: "#22375a", motion: hand },
  );
  scene.round(880, 420, 170, 150, 60, { fill: "#e3b592", motion: hand });
  scene.polygon(
    [
      [905, 470],
      [846, 384],
      [866, 366],
      [950, 446],
    ],
    { fill: "#e3b592", motion: hand },
  );
  scene.ellipse(857, 376, 14, 13, { fill: "#efc9ac", motion: hand });
  return scene;
}

/** The record of the inspection on a table, being signed. */
export function paper(lengthMs: number, head: readonly string[], rows: readonly string[], signer: string): Scene {
  const scene = new Scene(lengthMs);
  scene.gradient(0, 0, canvas.width, canvas.height, "#73604a", "#4a3a2a");
  scene.round(226, 40, 830, 720, 4, { fill: "#000000", alpha: 120, blur: 16 });
  scene.polygon(
    [
      [214, 30],
      [1050, 24],
      [1074, 720],
      [190, 720],
    ],
    { fill: "#f8f5ec" },
  );
  scene.text(632, 84, head[0] ?? "", {
    fill: "#1d1a17",
    size: 50,
    bold: true,
    font: "Noto Serif CJK SC",
    anchor: 5,
    spacing: 10,
  });
  scene.text(632, 134, head[1] ?? "", { fill: "#5a544c", size: 24, anchor: 5 });
  scene.rect(262, 160, 742, 3, { fill: "#1d1a17" });
  for (const [index, row] of rows.entries()) {
    scene.text(268, 176 + index * 54, row, {
      fill: "#25211c",
      size: 29,
      font: index % 2 === 0 ? "Noto Sans CJK SC" : "Noto Serif CJK SC",
    });
    scene.rect(262, 222 + index * 54, 742, 1.5, { fill: "#b9b1a2" });
  }
  scene.text(268, 640, "被检查人签名：", { fill: "#25211c", size: 29 });
  scene.text(480, 626, signer, {
    fill: "#1b2e6b",
    size: 46,
    font: "Noto Serif CJK SC",
    turn: 4,
    span: [Math.min(5200, lengthMs - 1000), lengthMs],
  });
  scene.ellipse(890, 600, 76, 76, { fill: "#c8372c", alpha: 150 }).ellipse(890, 600, 68, 68, { fill: "#f8f5ec" });
  scene.text(890, 604, "★", { fill: "#c8372c", size: 54, anchor: 5 });
  const pen: Motion = { from: [260, 120], to: [0, 0], start: 1500, end: 4200 };
  const points: readonly Point[] = [
    [556, 664],
    [568, 640],
    [720, 470],
    [742, 490],
    [580, 656],
  ];
  scene.polygon(points, { fill: "#1c1f24", motion: pen });
  scene.polygon(
    [
      [700, 720],
      [620, 600],
      [650, 548],
      [740, 540],
      [900, 720],
    ],
    { fill: "#e3b592", motion: pen },
  );
  scene.polygon(
    [
      [760, 720],
      [730, 610],
      [800, 560],
      [1010, 720],
    ],
    { fill: "#b9c2c9", motion: pen },
  );
  return scene;
}

/** Shelves close up while walking along them; one row is set aside. */
export function stockroom(lengthMs: number, shop: Shop): Scene {
  const scene = new Scene(lengthMs);
  scene.gradient(0, 0, canvas.width, canvas.height, "#b3b7b2", "#7d817b");
  shelves(scene, -20, 30, 640, 600, 4, shop.seed + 11, "#59636b");
  shelves(scene, 660, 30, 660, 600, 4, shop.seed + 12, "#59636b");
  scene.gradient(0, 640, canvas.width, 80, "#6d6a63", "#55524c", 10);
  for (let box = 0; box < 4; box++) {
    const x = 90 + box * 190;
    scene
      .rect(x, 520 - (box % 2) * 20, 160, 160, { fill: "#b98d58" })
      .rect(x + 66, 520 - (box % 2) * 20, 28, 160, { fill: "#d8bf8f" });
    scene.text(x + 34, 600, "图　书", { fill: "#6a4a22", size: 26, bold: true, anchor: 5 });
  }
  for (let stripe = 0; stripe < 26; stripe++) {
    const x = 640 + stripe * 26;
    scene.polygon(
      [
        [x, 330],
        [x + 13, 330],
        [x + 1, 358],
        [x - 12, 358],
      ],
      { fill: stripe % 2 === 0 ? "#e4b21f" : "#20201e" },
    );
  }
  scene
    .round(880, 300, 220, 88, 6, { fill: "#f6f2e6" })
    .text(990, 328, "先行登记保存", { fill: "#a51f16", size: 30, bold: true, anchor: 5 })
    .text(990, 362, "2026-11-09", { fill: "#3a352e", size: 22, anchor: 5 });
  person(scene, {
    x: 0,
    y: 800,
    scale: 1.55,
    clothes: "uniform",
    back: true,
    motion: { from: [500, 0], to: [760, 0], start: 0, end: lengthMs },
  });
  return scene;
}
