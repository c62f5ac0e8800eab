// Zitadel's OpenID Connect library, with the storage, clients and pages of its own example server.
//
// The example has a client for devices, but one that gets no refresh tokens; the one here may have them.
// It ends with its standard input, so that it never outlives the test. The file with its users is the one argument.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

type store struct{ *storage.Storage }

func (s store) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	client, err := s.Storage.GetClientByClientID(ctx, id)
	return device{client}, err
}

// The example forgets which client a device belongs to, and so would refuse its refresh token.
func (s store) CreateAccessAndRefreshTokens(ctx context.Context, request op.TokenRequest, current string) (string, string, time.Time, error) {
	if state, ok := request.(*op.DeviceAuthorizationState); ok {
		request = &storage.AuthRequest{ApplicationID: state.ClientID, UserID: state.Subject, Scopes: state.Scopes}
	}
	return s.Storage.CreateAccessAndRefreshTokens(ctx, request, current)
}

type device struct{ op.Client }

func (device) GrantTypes() []oidc.GrantType {
	return []oidc.GrantType{oidc.GrantTypeDeviceCode, oidc.GrantTypeRefreshToken}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	issuer := fmt.Sprintf("http://127.0.0.1:%d/", port)
	storage.RegisterClients(
		storage.NativeClient("notebooks"),
		storage.DeviceClient("robot", "canary-robot-secret"),
	)
	users, err := storage.StoreFromFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	router := exampleop.SetupServer(issuer, store{storage.NewStorage(users)}, quiet, false)
	fmt.Println(port)
	go func() { log.Fatal(http.Serve(listener, router)) }()
	_, _ = io.Copy(io.Discard, os.Stdin)
}
