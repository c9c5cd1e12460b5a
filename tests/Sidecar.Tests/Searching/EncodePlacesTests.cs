using Microsoft.Extensions.Time.Testing;
using TwinBert.Sidecar.Callers;
using TwinBert.Sidecar.Encoders;
using Xunit;

namespace TwinBert.Sidecar.Tests.Searching;

public sealed class EncodePlacesTests
{
    private static readonly CallerKey One = new(1);
    private static readonly CallerKey Two = new(2);
    private static readonly CallerKey Three = new(3);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_OneCallerAlone_HasAllPlaces()
    {
        var places = new EncodePlaces(8, _time);

        Assert.Equal((8, 8), (Take(places, One), places.Taken));
    }

    [Fact]
    public void TryTake_BesideOthers_HasHalfOfWhatTheyLeave()
    {
        var places = new EncodePlaces(8, _time);
        Take(places, Two, 1);
        places.GiveBack(Two);

        Assert.Equal((4, 2, 1), (Take(places, One), Take(places, Two), Take(places, Three)));
        Assert.True(places.TryTake(new(4)));
        Assert.False(places.TryTake(new(5)));
    }

    [Fact]
    public void TryTake_AMinuteAfterTheOthers_HasAllPlacesAgain()
    {
        var places = new EncodePlaces(8, _time);
        Take(places, Two, 1);
        places.GiveBack(Two);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(8, Take(places, One));
    }

    [Fact]
    public void GiveBack_APlace_IsThereForTheNext()
    {
        var places = new EncodePlaces(1, _time);
        Take(places, One);

        places.GiveBack(One);

        Assert.True(places.TryTake(Two));
    }

    private static int Take(EncodePlaces places, CallerKey caller, int most = int.MaxValue)
    {
        var taken = 0;
        while (taken < most && places.TryTake(caller))
        {
            taken++;
        }

        return taken;
    }
}
