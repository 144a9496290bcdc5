/** English texts; the other languages have the same keys. */
const texts = {
  scan: {
    again: "Scan again",
    camera: "What the camera sees",
    denied:
      "The browser may not use the camera for this page. Allow it in the address bar, or choose a picture.",
    hint: "Hold a bar code or QR code before the camera: a serial number, an order number, or the code of a printed record.",
    insecure: "Browsers give a camera to pages on https only. Choose a picture instead.",
    looking: "Looking for {{code}} …",
    noCode: "There is no code on this picture that can be read. Take it from nearer, flat and in good light.",
    none: "There is no camera here. Choose a picture instead.",
    nothing: "Nothing has to do with {{code}}.",
    open: "Scan a code",
    picture: "Choose a picture",
    title: "Scan to open",
  },
};

export default texts;
