// A worker that makes one photo smaller, so that the page never waits for it. What is drawn anew tells nothing
// of place, time or camera any more. Sizes and qualities come with the file; the answer is `null` where this
// cannot be done here, and then the page tries (app/src/browser/picture).

const MEDIA = 'image/jpeg';

self.onmessage = async ({ data }) => {
  const made = await shrink(data).catch(() => null);
  self.postMessage(made, made ? [made.whole, made.thumbnail] : []);
};

async function shrink({ file, longest, quality, thumbnails, most }) {
  // The right side up, as the camera has noted.
  const seen = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const [width, height] = within(seen, longest);
  const small = await createImageBitmap(seen, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  seen.close();
  const whole = await drawn(small, longest, quality);
  for (const [longest, quality] of thumbnails) {
    const thumbnail = await drawn(small, longest, quality);
    if (thumbnail.byteLength <= most) return { whole, thumbnail, width, height };
  }
  return null;
}

/** The size with the same shape whose longest side is no longer than that. */
function within({ width, height }, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [width, height].map((side) => Math.max(1, Math.round(side * scale)));
}

async function drawn(picture, longest, quality) {
  const [width, height] = within(picture, longest);
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  // A JPEG knows no holes: what shines through is white, not black.
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(picture, 0, 0, width, height);
  return (await canvas.convertToBlob({ type: MEDIA, quality })).arrayBuffer();
}
