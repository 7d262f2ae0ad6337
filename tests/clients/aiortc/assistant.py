"""A client made of aiortc that talks to the assistant endpoint, for interop tests.

Usage: assistant.py URL. Connects, types one question, listens until the answer is over, leaves, and prints what came as JSON lines.
"""

import asyncio
import json
import sys
import time
import urllib.request

import numpy
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

PATIENCE = 30


def post(url, body):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


def say(kind, **fields):
    print(json.dumps({"kind": kind, **fields}), flush=True)


async def listen(track, levels):
    while True:
        try:
            frame = await track.recv()
        except Exception:
            return
        samples = frame.to_ndarray().astype(numpy.float64)
        levels.append(float(numpy.sqrt(numpy.mean(samples**2))))


async def main(url):
    connection = RTCPeerConnection()
    # aiortc's own track is silence: the bot hears nobody.
    connection.addTrack(AudioStreamTrack())
    channel = connection.createDataChannel("assistant")
    levels, over, began = [], asyncio.Event(), time.monotonic()

    @connection.on("track")
    def on_track(track):
        asyncio.ensure_future(listen(track, levels))

    @channel.on("open")
    def on_open():
        say("open", ms=round((time.monotonic() - began) * 1000))
        channel.send(json.dumps({"type": "start"}))

    @channel.on("message")
    def on_message(text):
        message = json.loads(text)
        say("message", message=message)
        if message["type"] == "ready":
            channel.send(json.dumps({"type": "text", "text": "What can you do?"}))
        if message["type"] == "heard" and message.get("final") and message.get("text"):
            channel.send(json.dumps({"type": "end"}))
        if message["type"] == "bye":
            over.set()

    await connection.setLocalDescription(await connection.createOffer())
    offer = {"sdp": connection.localDescription.sdp, "type": "offer"}
    answer = await asyncio.get_event_loop().run_in_executor(None, post, url, offer)
    await connection.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
    try:
        await asyncio.wait_for(over.wait(), PATIENCE)
    except asyncio.TimeoutError:
        say("timeout")
    loud = [level for level in levels if level > 300]
    say("audio", frames=len(levels), loud=len(loud))
    await connection.close()


asyncio.run(main(sys.argv[1]))
