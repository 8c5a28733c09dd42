// SPDX-License-Identifier: MIT
// Runs in the page before the UI: cameras and screens drawn on a canvas. They are friendlier to
// look at and far cheaper to encode than Chromium's test pattern. The microphone stays the
// browser's own fake one.
(() => {
  const scenes = [
    { wall: '#c9d6e8', shade: '#b4c4da', shirt: '#3b5ba5', skin: '#f0c7a0', hair: '#5b3a24' },
    { wall: '#efe2cf', shade: '#e0cfb4', shirt: '#9a4a58', skin: '#c98f66', hair: '#241a16' },
    { wall: '#d5e6da', shade: '#bfd6c7', shirt: '#40705a', skin: '#f4d3b3', hair: '#b9823d' },
    { wall: '#e4dcec', shade: '#d2c6df', shirt: '#6a5a94', skin: '#8d5b3e', hair: '#17110f' },
    { wall: '#f2e6da', shade: '#e2d2c0', shirt: '#c07a3a', skin: '#e6b48c', hair: '#70737c' },
  ];

  function person(context, width, height, scene, time) {
    const sway = Math.sin(time / 900) * width * 0.006;
    const x = width / 2 + sway;
    const unit = height / 100;
    context.fillStyle = scene.wall;
    context.fillRect(0, 0, width, height);
    context.fillStyle = scene.shade;
    context.fillRect(width * 0.08, height * 0.1, width * 0.2, height * 0.46);
    context.fillRect(width * 0.74, height * 0.3, width * 0.2, height * 0.03);
    context.fillRect(width * 0.77, height * 0.16, width * 0.03, height * 0.14);
    context.fillRect(width * 0.82, height * 0.2, width * 0.05, height * 0.1);
    const ellipse = (cx, cy, rx, ry, colour) => {
      context.fillStyle = colour;
      context.beginPath();
      context.ellipse(cx, cy, rx, ry, 0, 0, Math.PI * 2);
      context.fill();
    };
    ellipse(x, 104 * unit, 36 * unit, 34 * unit, scene.shirt);
    context.fillStyle = scene.skin;
    context.fillRect(x - 6 * unit, 58 * unit, 12 * unit, 16 * unit);
    ellipse(x, 40 * unit, 19 * unit, 22 * unit, scene.hair);
    ellipse(x, 46 * unit, 15.5 * unit, 19 * unit, scene.skin);
    ellipse(x, 29 * unit, 15 * unit, 8 * unit, scene.hair);
    ellipse(x - 6 * unit, 45 * unit, 1.7 * unit, 2.1 * unit, '#2b2320');
    ellipse(x + 6 * unit, 45 * unit, 1.7 * unit, 2.1 * unit, '#2b2320');
    context.strokeStyle = '#8a4a42';
    context.lineWidth = 1.4 * unit;
    context.lineCap = 'round';
    context.beginPath();
    context.arc(x, 52 * unit, 5.5 * unit, 0.2 * Math.PI, 0.8 * Math.PI);
    context.stroke();
  }

  function slide(context, width, height, time) {
    const unit = height / 100;
    context.fillStyle = '#fbfbf8';
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#22305c';
    context.font = `700 ${8 * unit}px Georgia, serif`;
    context.fillText('Quadratic functions', 10 * unit, 18 * unit);
    context.font = `${6 * unit}px Georgia, serif`;
    context.fillText('f(x) = (x − 2)² − 3', 10 * unit, 34 * unit);
    context.fillText('Where is the lowest point?', 10 * unit, 46 * unit);
    context.strokeStyle = '#9aa3ba';
    context.lineWidth = 0.6 * unit;
    const ox = 118 * unit;
    const oy = 62 * unit;
    context.beginPath();
    context.moveTo(ox - 30 * unit, oy);
    context.lineTo(ox + 50 * unit, oy);
    context.moveTo(ox, oy + 30 * unit);
    context.lineTo(ox, oy - 48 * unit);
    context.stroke();
    context.strokeStyle = '#b4472f';
    context.lineWidth = 1.2 * unit;
    context.beginPath();
    for (let x = -1.2; x <= 5.2; x += 0.1) {
      context.lineTo(ox + x * 9 * unit, oy - ((x - 2) ** 2 - 3) * 7 * unit);
    }
    context.stroke();
    context.fillStyle = '#22305c';
    context.beginPath();
    const radius = (1.6 + 0.3 * Math.sin(time / 300)) * unit;
    context.arc(ox + 18 * unit, oy + 21 * unit, radius, 0, Math.PI * 2);
    context.fill();
  }

  function canvasTrack(width, height, draw) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    const [track] = canvas.captureStream(3).getVideoTracks();
    const paint = () => {
      if (track.readyState === 'ended') return;
      draw(context, width, height, performance.now());
      setTimeout(paint, 330);
    };
    paint();
    return track;
  }

  const real = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function getUserMedia(constraints) {
    const stream = constraints.audio ? await real.call(this, { audio: true }) : new MediaStream();
    const scene = scenes[window.fakeScene ?? 0];
    const draw = (c, w, h, time) => person(c, w, h, scene, time);
    if (constraints.video) stream.addTrack(canvasTrack(480, 270, draw));
    return stream;
  };
  MediaDevices.prototype.getDisplayMedia = async () =>
    new MediaStream([canvasTrack(1280, 720, slide)]);
})();
