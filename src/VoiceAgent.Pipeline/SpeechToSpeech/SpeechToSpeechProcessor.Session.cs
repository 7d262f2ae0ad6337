using VoiceAgent.Errors;
using VoiceAgent.Frames;
using VoiceAgent.Processors;

namespace VoiceAgent.SpeechToSpeech;

/// <summary>How a session is opened, caught up, watched and replaced.</summary>
internal sealed partial class SpeechToSpeechProcessor
{
    /// <summary>So long before its end a session is replaced in a moment of silence.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);

    private void Open(TimeSpan pause)
    {
        _line.MayOpen = true;
        var configuration = _line.Configuration;
        _work = StartWork("speech to speech", work => RunAsync(configuration, pause, work), holdsEnd: false);
    }

    /// <summary>A session that was given up deserves another try when the user does something.</summary>
    private void OpenAgain()
    {
        if (!_line.MayOpen)
        {
            _losses = 0;
            Open(TimeSpan.Zero);
        }
    }

    private void Close()
    {
        _work?.Cancel();
        (_work, _isOpen) = (null, false);
        _line.Close();
        _silence!.Clear();
        _renewal!.Clear();
    }

    /// <summary>Off the pump: opens a session and reads what it tells, for as long as it lives.</summary>
    private async Task RunAsync(SpeechToSpeechSessionOptions configuration, TimeSpan pause, ProcessorWork work)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, Time, work.Token).ConfigureAwait(false);
        }

        var session = await OpenAsync(configuration, work.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await work.PostAsync(session, OnOpenedAsync).ConfigureAwait(false);
            await foreach (var told in session.ReadEventsAsync(work.Token).ConfigureAwait(false))
            {
                await work.PostAsync(told, OnEventAsync).ConfigureAwait(false);
            }
        }

        work.Token.ThrowIfCancellationRequested();
        throw new VoiceAgentException(ErrorCodes.ProviderFailed, $"The session with '{_model.Name}' was closed.");
    }

    private async Task<ISpeechToSpeechSession> OpenAsync(
        SpeechToSpeechSessionOptions configuration,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _line
                .Model.OpenAsync(configuration, cancellationToken)
                .WithinAsync(_options.OpenDeadline, Time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"A session with '{_model.Name}' did not open within {_options.OpenDeadline.TotalSeconds:0.#} s.",
                exception
            );
        }
    }

    private ValueTask OnOpenedAsync(ISpeechToSpeechSession session)
    {
        (_isOpen, _isOld, _written, _unwanted) = (true, false, 0, 0);
        _line.Open(session, _context.ToSettledMessages(), CatchUp);
        if (_model.Lifetime is { } lifetime)
        {
            _renewal!.Set(lifetime > 2 * Renewal ? lifetime - Renewal : lifetime / 2);
        }

        if (_speech.Owed > 0)
        {
            _transcript!.Set(_options.TranscriptPatience);
        }

        if (_speech.Owed > 0 || _line.Replies.IsAny)
        {
            Owe();
        }

        return default;
    }

    private void CatchUp(ISpeechToSpeechSession session)
    {
        if (_model.DetectsSpeech)
        {
            foreach (var piece in _speech.TakeUntold())
            {
                Again(piece);
            }

            return;
        }

        _unwanted = _speech.Told;
        _speech.Replay(Again, session.Commit);

        void Again(ReadOnlyMemory<byte> piece)
        {
            _written += piece.Length;
            session.Write(piece);
        }
    }

    private ValueTask OnSilenceAsync() =>
        LoseAsync(
            new VoiceAgentException(
                ErrorCodes.ProviderTimeout,
                $"The session with '{_model.Name}' was silent for {_options.SilenceLimit.TotalSeconds:0.#} s."
            )
        );

    protected override ValueTask OnWorkFailedAsync(ProcessorWork work, Exception exception) =>
        work == _work ? LoseAsync(exception) : default;

    /// <summary>Replaces a session that is lost, or gives up. What had begun to be said cannot be gone on with by another one.</summary>
    private ValueTask LoseAsync(Exception failure)
    {
        Close();
        _losses++;
        _line.Replies.FailBegun(failure);
        if (_losses <= _options.Reopenings && IsWorthAnother(failure))
        {
            Logger.SessionLost(_model.Name, _losses, failure);
            Open(_losses == 1 ? TimeSpan.Zero : _options.ReopenPause * Math.Pow(2, _losses - 2));
            return default;
        }

        _line.MayOpen = false;
        // Who waits for a reply tells of the failure, and apologises.
        return _line.Replies.FailAll(failure)
            ? default
            : PushErrorAsync(
                ErrorFrame.From(
                    failure,
                    ErrorCodes.ProviderFailed,
                    $"The session with '{_model.Name}' failed; another one is opened when the user speaks."
                )
            );
    }

    private static bool IsWorthAnother(Exception failure) =>
        failure is not VoiceAgentException known
        || known.Code is ErrorCodes.ProviderFailed or ErrorCodes.ProviderTimeout or ErrorCodes.ProviderUnavailable;

    private ValueTask OnOldAsync()
    {
        _isOld = true;
        RenewInSilence();
        return default;
    }

    private void RenewInSilence()
    {
        if (_isOld && _isOpen && _floor.IsFree && !_speech.IsOpen && _speech.Owed == 0 && !_line.Replies.IsAny)
        {
            Close();
            Open(TimeSpan.Zero);
        }
    }
}
